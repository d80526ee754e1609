//! A mock that lets through so many requests per second.

use crate::support::signer::StoppedClock;
use crate::support::{create, delete};
use secmaster_mock::{Config, Mock};
use serde_json::json;

#[test]
fn what_comes_beyond_is_told_to_wait() {
    let clock = StoppedClock::new();
    let mock = Mock::start(clock.of(Config::default().with_throttle(2))).unwrap();
    assert_eq!(create().send(&mock).status, 200);
    assert_eq!(delete(&json!([])).send(&mock).status, 200);
    for _ in 0..2 {
        let answer = create().send(&mock);
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
        let due = json!({
            "error_code": "APIGW.0308",
            "error_msg": "The throttling threshold has been reached.: policy api over ratelimit,limit:2,time:1 second",
            "request_id": answer.header("x-request-id"),
        });
        assert_eq!(answer.json(), due);
    }
    // What is for no operation is not counted.
    assert_eq!(create().path("/nowhere").send(&mock).status, 404);
    assert_eq!(mock.kept().len(), 1);
    clock.add(1);
    assert_eq!(create().send(&mock).status, 200);
}
