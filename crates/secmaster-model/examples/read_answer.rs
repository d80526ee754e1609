//! Reads an answer that contradicts its table, loses nothing and says where:
//! `cargo run -p secmaster-model --example read_answer`.

use secmaster_model::create_indicator::Response;

const ANSWER: &str = r#"{
    "code": 0,
    "message": "success",
    "data": {
        "id": "28f61af50fc9452aa0ed5ea25c3cc3d3",
        "data_object": {
            "verdict": "BLACK",
            "granular_marking": "1",
            "first_report_time": "2023-07-04T16:47:01Z+0800",
            "risk_score": 71
        }
    }
}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let answer: Response = serde_json::from_str(ANSWER)?;

    for deviation in answer.deviations() {
        println!("{deviation}");
    }
    let detail = answer.data.as_ref().and_then(|data| data.data_object.as_ref());
    let time = detail.and_then(|detail| detail.first_report_time.as_ref());
    if let Some(time) = time {
        println!("first seen {}", time.instant()?);
    }

    let written = serde_json::to_value(&answer)?;
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(ANSWER)?);
    println!("written again: equal, the undocumented `risk_score` included");
    Ok(())
}
