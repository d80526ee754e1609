//! Every kind of expectation against every kind of answer.

use std::collections::BTreeMap;

use secmaster_spec::Service;

use super::Judge;
use crate::case::Phase;
use crate::cases::cases;
use crate::options::Profile;
use crate::rules::RuleBook;
use crate::secret::Secret;
use crate::send::{Received, SendFailure};
use crate::verdict::Verdict;

const REQUEST_ID: &str = "909494e3-558e-46b6-a9eb-07a8e18ca62f-1612018800000-host";

fn answer(status: u16, body: &str) -> Received {
    let headers = vec![("x-ReQuEsT-iD".to_owned(), REQUEST_ID.to_owned())];
    Received::new(status, headers, body.as_bytes())
}

/// The verdict of the answer to that case on that rule; none if it says nothing.
fn verdict(case: &str, received: Result<Received, SendFailure>, rule: &str) -> Option<Verdict> {
    let service = Service::embedded().unwrap();
    let book = RuleBook::new(&service);
    let parameters = BTreeMap::from([("project_id".to_owned(), "p".to_owned())]);
    let secret = Secret::new("planted-token");
    let judge = Judge::new(&service, &book, &parameters, &secret).unwrap();
    let all = cases(&service, &Phase::ALL, &parameters, Profile::Documented);
    let case = all.iter().find(|one| one.id == case).unwrap();
    let rule = book.find(rule).unwrap();
    let observations = judge.judge(case, &received);
    for seen in &observations {
        assert!(!seen.got.contains("planted-token"), "{seen:?}");
    }
    let seen = observations.into_iter().filter(|seen| seen.rule == rule);
    seen.map(|seen| seen.verdict).reduce(Verdict::and)
}

#[test]
fn statuses_are_judged_by_what_was_expected() {
    use Verdict::{Broken, Kept, KnownDeviation, NotObservable};
    let good = "examples/create-indicator/request/compact";
    let dropped = "coverage/create-indicator/T4/verdict/mandatory/absent";
    let optional = "coverage/create-indicator/T4/labels/optional/absent";
    let token = "coverage/create-indicator/T2/X-Auth-Token/mandatory/absent";
    let typed = "coverage/create-indicator/T2/content-type/options/text-plain";
    let bare = "coverage/create-indicator/T2/content-type/options/without-charset";
    let open = "coverage/create-indicator/T4/value/text/empty";
    let success = "create-indicator/200/status";
    let refusal = "create-indicator/400/status";
    let mandatory = "create-indicator/T4/verdict/mandatory";
    let token_rule = "create-indicator/T2/X-Auth-Token/mandatory";
    let type_rule = "create-indicator/T2/content-type/options";
    for (case, status, rule, expected) in [
        (good, 200, success, Some(Kept)),
        (good, 201, success, Some(Broken)),
        (good, 400, success, Some(Broken)),
        (good, 500, success, Some(Broken)),
        (good, 429, success, Some(NotObservable)),
        (optional, 200, "create-indicator/T4/labels/optional", Some(Kept)),
        (optional, 400, "create-indicator/T4/labels/optional", Some(Broken)),
        (dropped, 400, mandatory, Some(Kept)),
        (dropped, 400, refusal, Some(Kept)),
        (dropped, 422, mandatory, Some(Kept)),
        (dropped, 422, refusal, Some(Broken)),
        (dropped, 200, mandatory, Some(Broken)),
        (dropped, 200, refusal, None),
        (dropped, 500, refusal, Some(Broken)),
        (dropped, 302, refusal, Some(Broken)),
        (dropped, 500, mandatory, Some(NotObservable)),
        (token, 401, token_rule, Some(Kept)),
        (token, 401, refusal, None),
        (token, 404, refusal, Some(Broken)),
        (token, 200, token_rule, Some(Broken)),
        (typed, 415, type_rule, Some(Kept)),
        (typed, 415, refusal, None),
        (bare, 200, type_rule, Some(KnownDeviation(5))),
        (bare, 415, type_rule, Some(Kept)),
        (open, 200, success, Some(Kept)),
        (open, 400, refusal, None),
        (open, 422, refusal, Some(Broken)),
        (open, 503, refusal, Some(Broken)),
    ] {
        let found = verdict(case, Ok(answer(status, "{}")), rule);
        assert_eq!(found, expected, "{case} {status} {rule}");
    }
}

#[test]
fn no_answer_counts_against_the_endpoint() {
    let silent = || Err(SendFailure::NoAnswer("cut off".to_owned()));
    let good = "examples/delete-indicator/request/pretty";
    assert_eq!(verdict(good, silent(), "delete-indicator/200/status"), Some(Verdict::Broken));
    let wrong = "coverage/delete-indicator/T3/batch_ids/type/null";
    assert_eq!(verdict(wrong, silent(), "delete-indicator/400/status"), Some(Verdict::Broken));
}

#[test]
fn answers_are_judged_by_their_tables() {
    use Verdict::{Broken, Kept, KnownDeviation, NotObservable};
    let good = "examples/create-indicator/request/compact";
    let wrong = "coverage/create-indicator/T4/name/type/integer";
    let marking = "coverage/create-indicator/T4/granular_marking/options/outside-next";
    for (case, status, body, rule, expected) in [
        (good, 200, "{}", "create-indicator/200/body", Some(Kept)),
        (good, 200, "[]", "create-indicator/200/body", Some(Broken)),
        (good, 200, "", "create-indicator/200/body", Some(Broken)),
        (good, 200, "<p>planted-token", "create-indicator/200/body", Some(Broken)),
        (good, 200, "{}", "create-indicator/T9/X-request-id/present", Some(Kept)),
        (good, 200, "{}", "create-indicator/T9/X-request-id/format", Some(Kept)),
        (good, 200, "{}", "create-indicator/T10/code/type", None),
        (good, 200, r#"{"code":0}"#, "create-indicator/T10/code/type", Some(KnownDeviation(42))),
        (good, 200, r#"{"code":null}"#, "create-indicator/T10/code/type", Some(Broken)),
        (
            good,
            200,
            r#"{"code":["planted-token"]}"#,
            "create-indicator/T10/code/type",
            Some(Broken),
        ),
        (good, 201, r#"{"code":null}"#, "create-indicator/T10/code/type", Some(Broken)),
        (
            good,
            200,
            r#"{"data":{"data_object":{"confidence":4}}}"#,
            "create-indicator/T12/confidence/range",
            Some(KnownDeviation(8)),
        ),
        (
            good,
            200,
            r#"{"data":{"data_object":{"confidence":5}}}"#,
            "create-indicator/T12/confidence/range",
            Some(Broken),
        ),
        (
            good,
            200,
            r#"{"data":{"data_object":{"verdict":"black"}}}"#,
            "create-indicator/T12/verdict/options",
            Some(KnownDeviation(7)),
        ),
        (
            good,
            200,
            r#"{"data":{"data_object":{"indicator_type":{"id":7}}}}"#,
            "create-indicator/T13/id/type",
            Some(Broken),
        ),
        // Accepting a wrong name is one fault; repeating it in the answer is not another.
        (
            wrong,
            200,
            r#"{"data":{"name":1}}"#,
            "create-indicator/T11/name/type",
            Some(NotObservable),
        ),
        (
            marking,
            200,
            r#"{"data":{"data_object":{"granular_marking":5}}}"#,
            "create-indicator/T12/granular_marking/range",
            Some(NotObservable),
        ),
        (wrong, 200, r#"{"data":{"name":2}}"#, "create-indicator/T11/name/type", Some(Broken)),
        (wrong, 400, r#"{"code":"x"}"#, "create-indicator/T18/code/type", Some(Kept)),
        (wrong, 400, r#"{"message":1}"#, "create-indicator/T18/message/type", Some(Broken)),
        (wrong, 400, r#"{"error_code":"x"}"#, "create-indicator/400/body", Some(Kept)),
        (wrong, 401, "no JSON", "create-indicator/400/body", None),
    ] {
        let found = verdict(case, Ok(answer(status, body)), rule);
        assert_eq!(found, expected, "{case} {status} {body} {rule}");
    }
}

#[test]
fn a_missing_or_misshapen_request_id_is_seen() {
    let good = "examples/delete-indicator/request/compact";
    let without = Received::new(200, Vec::new(), b"{}");
    let present = "delete-indicator/T4/X-request-id/present";
    assert_eq!(verdict(good, Ok(without.clone()), present), Some(Verdict::Broken));
    let format = "delete-indicator/T4/X-request-id/format";
    assert_eq!(verdict(good, Ok(without), format), None);
    let headers = vec![("X-request-id".to_owned(), "planted-token".to_owned())];
    let other = Received::new(200, headers, b"{}");
    assert_eq!(verdict(good, Ok(other), format), Some(Verdict::Broken));
}

#[test]
fn empty_lists_say_nothing_about_items() {
    let good = "examples/delete-indicator/request/compact";
    let body = r#"{"data":{"success_ids":[],"error_ids":["a"]}}"#;
    let of = |rule: &str| verdict(good, Ok(answer(200, body)), rule);
    assert_eq!(of("delete-indicator/T6/success_ids/type"), Some(Verdict::Kept));
    assert_eq!(of("delete-indicator/T6/success_ids/items"), None);
    assert_eq!(of("delete-indicator/T6/error_ids/items"), Some(Verdict::Kept));
}
