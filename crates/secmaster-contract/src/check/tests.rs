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
    let judge = Judge::new(&service, &book, &parameters, &secret, Profile::Documented).unwrap();
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
    let long = "coverage/create-indicator/T4/value/text/10000";
    let success = "create-indicator/200/status";
    let refusal = "create-indicator/400/status";
    let failure = "create-indicator/answer/server-error";
    let mandatory = "create-indicator/T4/verdict/mandatory";
    let token_rule = "create-indicator/T2/X-Auth-Token/mandatory";
    let type_rule = "create-indicator/T2/content-type/options";
    for (case, status, rule, expected) in [
        (good, 200, success, Some(Kept)),
        (good, 201, success, Some(Broken)),
        (good, 400, success, Some(Broken)),
        (good, 302, success, Some(Broken)),
        (good, 500, success, Some(NotObservable)),
        (good, 500, failure, Some(Broken)),
        (good, 200, failure, Some(Kept)),
        (good, 429, success, Some(NotObservable)),
        (optional, 200, "create-indicator/T4/labels/optional", Some(Kept)),
        (optional, 400, "create-indicator/T4/labels/optional", Some(Broken)),
        (dropped, 400, mandatory, Some(Kept)),
        (dropped, 400, refusal, Some(Kept)),
        (dropped, 422, mandatory, Some(Kept)),
        (dropped, 422, refusal, Some(Broken)),
        (dropped, 200, mandatory, Some(Broken)),
        (dropped, 200, refusal, None),
        (dropped, 500, refusal, None),
        (dropped, 500, failure, Some(Broken)),
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
        (long, 413, refusal, None),
        (long, 413, "create-indicator/T4/value/type", Some(NotObservable)),
        (good, 413, success, Some(Broken)),
        (open, 503, refusal, None),
        (open, 503, failure, Some(Broken)),
    ] {
        let found = verdict(case, Ok(answer(status, "{}")), rule);
        assert_eq!(found, expected, "{case} {status} {rule}");
    }
}

#[test]
fn no_answer_counts_against_the_endpoint() {
    use Verdict::{Broken, NotObservable};
    let good = "examples/delete-indicator/request/pretty";
    let wrong = "coverage/delete-indicator/T3/batch_ids/type/null";
    let type_rule = "delete-indicator/T3/batch_ids/type";
    for (failure, kind) in [
        (SendFailure::NoAnswer("cut off".to_owned()), "complete"),
        (SendFailure::TimedOut("late".to_owned()), "in-time"),
    ] {
        let rule = format!("delete-indicator/answer/{kind}");
        assert_eq!(verdict(good, Err(failure.clone()), &rule), Some(Broken));
        assert_eq!(verdict(wrong, Err(failure.clone()), &rule), Some(Broken));
        assert_eq!(verdict(wrong, Err(failure), type_rule), Some(NotObservable));
    }
    // Nobody is there any more, which is no answer of the endpoint's.
    let gone = || Err(SendFailure::Unreachable("refused".to_owned()));
    assert_eq!(verdict(good, gone(), "delete-indicator/answer/complete"), None);
    assert_eq!(verdict(wrong, gone(), type_rule), Some(NotObservable));
}

#[test]
fn answers_are_judged_by_their_tables() {
    use Verdict::{Broken, Kept, KnownDeviation, NotObservable};
    let good = "examples/create-indicator/request/compact";
    let wrong = "coverage/create-indicator/T4/name/type/integer";
    let marking = "coverage/create-indicator/T4/granular_marking/options/outside-number-5";
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
            r#"{"data":{"data_object":{"verdict":"BLACK"}}}"#,
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

#[test]
fn refusals_say_why_in_one_of_two_shapes() {
    use Verdict::{Broken, Kept};
    let foreign = "protocol/create-indicator/request/path/longer";
    let rule = "create-indicator/answer/error-body";
    for (status, body, expected) in [
        (404, r#"{"code":"x","message":"y"}"#, Some(Kept)),
        (404, r#"{"error_code":"x","error_msg":"y"}"#, Some(Kept)),
        (404, r#"{"code":"x"}"#, Some(Broken)),
        (404, "<html>", Some(Broken)),
        (404, "", Some(Broken)),
        // The table of the documented refusal has rules of its own.
        (400, "", None),
        (200, "{}", None),
    ] {
        assert_eq!(verdict(foreign, Ok(answer(status, body)), rule), expected, "{status} {body}");
    }
    let wrong = "coverage/create-indicator/T4/name/type/integer";
    let code = "create-indicator/T18/code/present";
    let gateway = r#"{"error_code":"x","error_msg":"y"}"#;
    assert_eq!(verdict(wrong, Ok(answer(400, gateway)), code), Some(Broken));
}

#[test]
fn foreign_requests_are_refused_and_a_405_names_the_methods() {
    use Verdict::{Broken, Kept};
    let case = "protocol/create-indicator/request/method/put";
    let rule = "create-indicator/request/method";
    let mut allowing = answer(405, "");
    allowing.headers.push(("allow".to_owned(), "DELETE, POST".to_owned()));
    for (received, expected) in [
        (answer(200, "{}"), Broken),
        (answer(302, ""), Broken),
        (answer(404, ""), Kept),
        (answer(501, ""), Kept),
        (answer(405, ""), Broken),
        (allowing, Kept),
    ] {
        assert_eq!(verdict(case, Ok(received.clone()), rule), Some(expected), "{received:?}");
    }
}

#[test]
fn a_secret_that_comes_back_is_seen_wherever_it_is() {
    let rule = "create-indicator/answer/secrecy";
    let good = "examples/create-indicator/request/compact";
    for (body, expected) in [
        ("{}", Verdict::Kept),
        (r#"{"message":"planted-token"}"#, Verdict::Broken),
        (r#"{"message":"PLANTED-TOKEN"}"#, Verdict::Broken),
        (r#"{"message":"cGxhbnRlZC10b2tlbg=="}"#, Verdict::Broken),
    ] {
        assert_eq!(verdict(good, Ok(answer(200, body)), rule), Some(expected), "{body}");
    }
    let mut received = answer(400, "{}");
    received.headers.push(("x-debug".to_owned(), "planted-token".to_owned()));
    assert_eq!(verdict(good, Ok(received), rule), Some(Verdict::Broken));
    let other = "protocol/create-indicator/T2/X-Auth-Token/mandatory/other";
    let body = r#"{"message":"unknown token Nt3pWx8vJq5ZbHy2Lc6G"}"#;
    assert_eq!(verdict(other, Ok(answer(401, body)), rule), Some(Verdict::Broken));
}

#[test]
fn bodies_are_json_by_their_content_type() {
    let good = "examples/create-indicator/request/compact";
    let rule = "create-indicator/200/content-type";
    for (content_type, expected) in [
        ("application/json", Verdict::Kept),
        ("Application/JSON; Charset=\"utf-8\"", Verdict::Kept),
        ("application/json;charset=iso-8859-1", Verdict::Broken),
        ("text/html", Verdict::Broken),
    ] {
        let mut received = answer(200, "{}");
        received.headers.push(("content-type".to_owned(), content_type.to_owned()));
        assert_eq!(verdict(good, Ok(received), rule), Some(expected), "{content_type}");
    }
    assert_eq!(verdict(good, Ok(answer(200, "{}")), rule), Some(Verdict::Broken));
}
