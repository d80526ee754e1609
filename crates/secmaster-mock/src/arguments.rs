//! The options of the program, and the mock that they ask for.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use secmaster_mock::{
    AccessKey, Config, Fault, FaultSyntaxError, Iam, Profile, Script, ScriptSyntaxError,
};
use secmaster_spec::Service;

/// A mock of the SecMaster indicator API: it enforces the documented tables, keeps what is created,
/// and can break any documented promise on purpose.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Examples:\n  secmaster-mock --port 8080 --fault ignore:create-indicator/T4/verdict/mandatory\n  secmaster-mock --seed 1 --fault script:reset-before=1%,reset-after=1%,429:2s=1%,503=1%\n  secmaster-mock --fault script:latency:50ms=10%,create-indicator/cut-body=every-7\n  AK=… SK=… secmaster-mock --access-key-from-env AK SK\n\nThe first line printed is `listening on http://127.0.0.1:PORT`; then one line per request.\nExit status: 0 when told to end, 1 if it cannot start, 2 on bad usage."
)]
pub(crate) struct Arguments {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// On how many threads to serve connections; without it, one per processor, but no more than
    /// four
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZero<usize>>,

    /// What is enforced: `documented`, the tables to the letter, or `lenient`, what live traffic
    /// is known to send
    #[arg(long, default_value_t = Profile::Documented)]
    profile: Profile,

    /// Do something wrong on purpose: a fault by its name, or `script:` and troubles that fall on
    /// some requests; may be given several times
    #[arg(long = "fault", value_name = "NAME|script:TROUBLE=REQUESTS,…", value_parser = wrong)]
    faults: Vec<Wrong>,

    /// Let through so many requests per second; further ones get 429
    #[arg(long, value_name = "PER_SECOND")]
    throttle: Option<u32>,

    /// List all faults, with the rule that each breaks and what it does, and exit
    #[arg(long)]
    pub(crate) list_faults: bool,

    /// Make ids and times the same in each run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Accept the token in this environment variable, instead of any
    #[arg(long, value_name = "VARIABLE")]
    token_from_env: Option<String>,

    /// Accept requests that are signed with the access key (AK), secret key (SK) and, if it is a
    /// temporary one, security token in these environment variables
    #[arg(long, num_args = 2..=3, value_names = ["AK_VARIABLE", "SK_VARIABLE", "TOKEN_VARIABLE"])]
    #[arg(action = clap::ArgAction::Set)]
    access_key_from_env: Vec<String>,

    /// Give tokens at `POST /v3/auth/tokens`, in the place of IAM, to the domain, user and password
    /// in these environment variables, and accept them
    #[arg(long, num_args = 3, action = clap::ArgAction::Set)]
    #[arg(value_names = ["DOMAIN_VARIABLE", "USER_VARIABLE", "PASSWORD_VARIABLE"])]
    iam_from_env: Vec<String>,

    /// Give temporary access keys at `GET /openstack/latest/securitykey`, in the place of a
    /// server's metadata, and accept requests that are signed with them
    #[arg(long)]
    metadata: bool,

    /// How long the tokens and temporary access keys that are given are accepted
    #[arg(long, value_name = "SECONDS", default_value_t = 24 * 60 * 60)]
    lifetime: u64,

    /// Read the description of the API from this folder, instead of the built-in one
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,

    /// End when standard input does: whoever starts this with a pipe need not stop it, and cannot
    /// leave it behind
    #[arg(long)]
    pub(crate) while_stdin_is_open: bool,

    /// Print no line per request
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// What is to go wrong.
#[derive(Clone, Debug)]
enum Wrong {
    Fault(Fault),
    Script(Script),
}

/// Why the program ends with an error.
pub(crate) enum Failure {
    Usage(String),
    Start(String),
}

impl Arguments {
    /// The description of the API.
    pub(crate) fn service(&self) -> Result<Service, Failure> {
        match &self.schemas {
            Some(folder) => {
                Service::load(folder).map_err(|error| Failure::Usage(error.to_string()))
            }
            None => Service::embedded().map_err(|error| Failure::Start(error.to_string())),
        }
    }

    /// The mock that is asked for.
    pub(crate) fn config(&self, service: Service) -> Result<Config, Failure> {
        let mut config = Config::default()
            .with_port(self.port)
            .with_threads(self.threads.unwrap_or_else(usual_threads))
            .with_profile(self.profile)
            .with_service(service);
        for wrong in &self.faults {
            config = match wrong.clone() {
                Wrong::Fault(fault) => config.with_fault(fault),
                Wrong::Script(script) => config.with_script(script),
            };
        }
        if let Some(seed) = self.seed {
            config = config.with_seed(seed);
        }
        if let Some(per_second) = self.throttle {
            config = config.with_throttle(per_second);
        }
        if let Some(variable) = &self.token_from_env {
            config = config.with_token(value(variable)?);
        }
        if let [id, secret, token @ ..] = self.access_key_from_env.as_slice() {
            let key = AccessKey::new(value(id)?, value(secret)?);
            config = config.with_access_key(match token {
                [token, ..] => key.with_security_token(value(token)?),
                [] => key,
            });
        }
        let lifetime = Duration::from_secs(self.lifetime);
        if let [domain, user, password] = self.iam_from_env.as_slice() {
            let iam = Iam::new(value(domain)?, value(user)?, value(password)?);
            config = config.with_iam(iam.with_lifetime(lifetime));
        }
        if self.metadata {
            config = config.with_metadata(lifetime);
        }
        Ok(config)
    }
}

/// As many threads as are of use to the few connections that a test has.
fn usual_threads() -> NonZero<usize> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    NonZero::new(processors.min(4)).unwrap_or(NonZero::<usize>::MIN)
}

fn wrong(text: &str) -> Result<Wrong, String> {
    match text.strip_prefix("script:") {
        Some(script) => {
            script.parse().map(Wrong::Script).map_err(|error: ScriptSyntaxError| error.to_string())
        }
        None => text.parse().map(Wrong::Fault).map_err(|error: FaultSyntaxError| {
            format!("{error}; a script reads script:TROUBLE=REQUESTS")
        }),
    }
}

/// The value of an environment variable. Secrets are given in these: arguments can be seen by all.
fn value(variable: &str) -> Result<String, Failure> {
    let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| Failure::Usage(format!("the environment variable {variable} is not set")))
}
