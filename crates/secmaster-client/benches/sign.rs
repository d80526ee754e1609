//! How long it takes to sign one creation of 1.2 KB.
//!
//! ```sh
//! cargo bench -p secmaster-client --bench sign
//! ```

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use secmaster_client::AccessKey;
use secmaster_client::http::Request;

/// The least of so many turns counts: what else the machine does only ever adds.
const TURNS: u32 = 20;
const SIGNATURES: u32 = 2000;

fn main() -> Result<(), Box<dyn Error>> {
    let key = AccessKey::new("AKIDEXAMPLE000000001", "SKEXAMPLEsecretkey0123456789abcdefghijkl0")?;
    let body = format!(r#"{{"data_object":{{"name":"{}"}}}}"#, "n".repeat(1170));
    let uri = "https://secmaster.ap-southeast-3.myhuaweicloud.com/v1/0123456789abcdef0123456789abcdef\
               /workspaces/909494e3-558e-46b6-a9eb-07a8e18ca620/soc/indicators";
    let request = Request::post(uri)
        .header("content-type", "application/json;charset=UTF-8")
        .header("accept", "application/json")
        .header("user-agent", "secmaster-client/0.1.0")
        .header("x-project-id", "0123456789abcdef0123456789abcdef")
        .body(body.as_bytes())?;
    let time = "2025-07-04T08:00:00Z".parse()?;
    let least = (0..TURNS).map(|_| turn(&key, &request, time)).min().unwrap_or_default();
    println!(
        "signing one creation of {} bytes: {:.2} µs",
        body.len(),
        least.as_secs_f64() * 1e6 / f64::from(SIGNATURES)
    );
    Ok(())
}

fn turn(
    key: &AccessKey,
    request: &Request<&[u8]>,
    time: secmaster_client::jiff::Timestamp,
) -> Duration {
    let start = Instant::now();
    for _ in 0..SIGNATURES {
        black_box(key.sign(black_box(request), time));
    }
    start.elapsed()
}
