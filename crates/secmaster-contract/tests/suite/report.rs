//! The files of a real run: each is what others expect of such a file.

use std::fs;
use std::path::{Path, PathBuf};

use secmaster_contract::{Options, Phase, Report, Target, run};
use secmaster_mock::{Config, Mock, Profile};
use secmaster_spec::{SchemaFile, Service};
use serde_json::Value;

/// Faults of several kinds: of a request, of an answer's row, header and status.
const FAULTS: [&str; 6] = [
    "ignore:create-indicator/T4/verdict/mandatory",
    "require:create-indicator/T4/labels/optional",
    "ignore:create-indicator/T5/source_type/type",
    "garble:create-indicator/T12/value/type",
    "drop-header:delete-indicator/T4/X-request-id/present",
    "status:delete-indicator/400",
];

/// A run against a mock that has all of them and known deviations besides.
fn faulty(phases: impl IntoIterator<Item = Phase>) -> Report {
    let service = Service::embedded().unwrap();
    let known = Mock::faults(&service).into_iter();
    let faults: Vec<_> =
        known.filter(|fault| FAULTS.contains(&fault.to_string().as_str())).collect();
    assert_eq!(faults.len(), FAULTS.len());
    let config = Config::default().with_profile(Profile::Lenient);
    let mock = Mock::start(faults.into_iter().fold(config, Config::with_fault)).unwrap();
    let options = Options::default().phases(phases).profile(secmaster_contract::Profile::Lenient);
    run(&service, &Target::new(&mock.endpoint()).unwrap(), &options).unwrap()
}

/// A folder for one test; it is gone when this goes.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("contract-{name}-{}", std::process::id())))
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_json_of_a_run_keeps_its_schema() {
    let files = SchemaFile::embedded();
    let schema = files.iter().find(|file| file.path == "meta/report.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema.text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for phases in [Phase::ALL.to_vec(), vec![Phase::Examples]] {
        let report = faulty(phases);
        assert!(!report.findings.is_empty() || !report.phases.contains(&Phase::Coverage));
        let folder = Folder::new("schema");
        report.write_to(folder.as_ref()).unwrap();
        let text = fs::read_to_string(folder.as_ref().join("report.json")).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}
