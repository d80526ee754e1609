//! A clock that is wrong is named as the reason.

use crate::support::{TOKEN, delete};
use secmaster_client::http::Response;
use secmaster_client::{AccessKey, Canned, Client, Error, ManualClock, jiff::SignedDuration};

const REFUSED: &str = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail"}"#;

/// The error of a request that is signed at 08:00 by this machine's clock.
fn refused(status: u16, date: &str, body: &str, signed: bool) -> Error {
    let answer = Response::builder().status(status).header("date", date).body(body.into()).unwrap();
    let builder = Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .clock(ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap()))
        .transport(Canned::new().response(answer));
    let builder = match signed {
        true => builder.credentials(AccessKey::new("AK", "SK").unwrap()),
        false => builder.token(TOKEN),
    };
    builder.build().unwrap().send(&delete(["a"])).unwrap_err()
}

#[test]
fn the_times_of_the_message_count() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: signature expired, signature time:20211217T064303Z,server time:20211217T065804Z","request_id":"4f"}"#;
    let error = refused(401, "Fri, 04 Jul 2025 18:00:00 GMT", body, true);
    assert_eq!(error.clock_skew(), Some(SignedDuration::from_secs(-901)));
    assert_eq!(
        error.to_string(),
        "delete-indicator: 401 APIGW.0301 Incorrect IAM authentication information: signature \
         expired, signature time:20211217T064303Z,server time:20211217T065804Z; this machine's \
         clock is 15 min 1 s behind the service's (request id 4f)"
    );
    assert!(error.is_gateway());
    assert_eq!(refused(403, "", body, true).clock_skew(), None);
}

#[test]
fn else_the_date_of_the_answer_counts() {
    for body in [REFUSED, "", "<html>"] {
        let error = refused(401, "Fri, 04 Jul 2025 07:29:00 GMT", body, true);
        assert_eq!(error.clock_skew(), Some(SignedDuration::from_mins(31)));
        assert!(
            error.to_string().contains("; this machine's clock is 31 min ahead of the service's")
        );
    }
}

#[test]
fn a_refusal_for_another_reason_blames_no_clock() {
    for (status, date, signed) in [
        (401, "Fri, 04 Jul 2025 08:10:00 GMT", true),
        (401, "yesterday", true),
        (401, "Fri, 04 Jul 2025 10:00:00 GMT", false),
        (400, "Fri, 04 Jul 2025 10:00:00 GMT", true),
    ] {
        let error = refused(status, date, REFUSED, signed);
        assert!(error.clock_skew().is_none(), "{error}");
        assert!(!error.to_string().contains("clock"), "{error}");
    }
}
