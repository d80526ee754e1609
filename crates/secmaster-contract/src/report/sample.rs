//! A report with everything that a report can have, from an endpoint that means harm.

use serde_json::{Value, json};

use super::{
    DeviationReport, Documented, ExampleNote, FORMAT, Finding, OperationReport, ReceivedAnswer,
    Report, RowReport, RuleReport, Saying, SentRequest, Step, TableReport, Totals, Undocumented,
    UnseenDeviation,
};
use crate::case::Phase;
use crate::created::CleanUp;
use crate::verdict::{Again, Verdict};

/// What an endpoint may answer to get into a report, a terminal or an XML file.
pub(crate) const HOSTILE: &str = "</script><script>document.title='taken'</script>\
    <img src=x onerror=\"document.title='taken'\"> ]]> &amp; \u{1b}[31m \u{0} \u{2028} <!-- \u{9b}2J \u{202e}";

/// The sample.
pub(crate) fn report() -> Report {
    let row = |name: &str, rules: Vec<RuleReport>| RowReport {
        id: format!("create-thing/T4/{name}"),
        cases: 9,
        rules,
    };
    let rows = vec![
        row(
            "verdict",
            vec![
                rule("T4/verdict/mandatory", Verdict::Broken),
                rule("T4/verdict/type", Verdict::Kept),
            ],
        ),
        row(
            "labels",
            vec![
                rule("T4/labels/type", Verdict::KnownDeviation(5)),
                rule("T4/labels/length", Verdict::NotObservable),
            ],
        ),
    ];
    let table = TableReport {
        number: 4,
        title: "Thing <b>detail</b>".to_owned(),
        place: "response-body".to_owned(),
        status: Some(200),
        cases: 18,
        rows,
    };
    Report {
        format: FORMAT,
        version: "0.1.0".to_owned(),
        run: "19ab3c".to_owned(),
        endpoint: "http://127.0.0.1:1".to_owned(),
        started: "2026-01-02T03:04:05Z".to_owned(),
        seed: 42,
        strict: true,
        shard: Some("1/4".to_owned()),
        phases: Phase::ALL.to_vec(),
        totals: Totals {
            operations: 1,
            tables: 1,
            rows: 2,
            rules: 6,
            cases: 20,
            random_cases: 3,
            kept: 3,
            broken: 1,
            known_deviations: 1,
            not_observable: 1,
            undocumented: 1,
            elapsed_seconds: 0.25,
        },
        operations: vec![OperationReport {
            name: "create-thing".to_owned(),
            request: "POST /v1/{project_id}/things".to_owned(),
            tables: vec![table],
            statuses: vec![rule("200/status", Verdict::Kept)],
            promises: vec![rule("answer/secrecy", Verdict::Kept)],
        }],
        findings: vec![finding()],
        deviations: vec![DeviationReport {
            number: 5,
            title: format!("Labels {HOSTILE}"),
            says: vec![
                Saying { source: "Table 4".to_owned(), value: json!("a String") },
                Saying { source: "the example".to_owned(), value: json!(3) },
            ],
            reading: "Either is read.".to_owned(),
            rules: vec!["create-thing/T4/labels/type".to_owned()],
            answers: 2,
        }],
        unseen_deviations: vec![UnseenDeviation { number: 7, title: "Nobody saw this".to_owned() }],
        undocumented: vec![Undocumented {
            operation: "create-thing".to_owned(),
            table: 4,
            pointer: format!("/data/{HOSTILE}"),
            answers: 2,
        }],
        notes: vec![ExampleNote {
            example: "create-thing/answer".to_owned(),
            rule: "create-thing/T4/labels/type".to_owned(),
            deviation: Some(5),
            text: "expected a String, got a number".to_owned(),
        }],
        clean_up: CleanUp {
            created: 3,
            deleted: 1,
            nameless: 1,
            left: vec![format!("id {HOSTILE}")],
            problems: vec![format!("the deletion got no answer: {HOSTILE}")],
            exchanges: Vec::new(),
        },
        left_out: vec!["delete-thing is left out: no thing_id".to_owned()],
        stopped: Some(format!("gone {HOSTILE}")),
        internal_errors: vec![format!("coverage/create-thing: {HOSTILE}")],
    }
}

/// One more row with two rules, the second in any state.
pub(crate) fn row(number: usize) -> RowReport {
    let states =
        [Verdict::Kept, Verdict::Broken, Verdict::KnownDeviation(5), Verdict::NotObservable];
    let state = states.into_iter().cycle().nth(number).unwrap_or(Verdict::Kept);
    RowReport {
        id: format!("create-thing/T4/row_{number}"),
        cases: 9,
        rules: vec![
            rule(&format!("T4/row_{number}/mandatory"), Verdict::Kept),
            rule(&format!("T4/row_{number}/type"), state),
        ],
    }
}

fn rule(id: &str, verdict: Verdict) -> RuleReport {
    let seen = verdict != Verdict::NotObservable;
    RuleReport {
        id: format!("create-thing/{id}"),
        statement: format!("`{id}` is what it should be"),
        verdict,
        deviation: verdict.deviation(),
        cases: 9,
        observed: if seen { 9 } else { 0 },
        reason: (!seen).then(|| format!("never sent {HOSTILE}")),
    }
}

fn finding() -> Finding {
    let sent = SentRequest {
        method: "POST".to_owned(),
        path: "/v1/p/things".to_owned(),
        headers: vec![("X-Auth-Token".to_owned(), "$SECMASTER_AUTH_TOKEN".to_owned())],
        body: Some(r#"{"labels":"<b>x</b>"}"#.to_owned()),
    };
    let received = ReceivedAnswer {
        status: 200,
        request_id: Some(HOSTILE.to_owned()),
        headers: vec![("x-evil".to_owned(), HOSTILE.to_owned())],
        body: json!({"message": HOSTILE}).to_string() + HOSTILE,
        elapsed_seconds: Some(0.012),
    };
    Finding {
        number: 1,
        rule: "create-thing/T4/verdict/mandatory".to_owned(),
        subject: "create-thing, Table 4, verdict".to_owned(),
        statement: "`verdict` must be there".to_owned(),
        documented: Some(Documented {
            operation: "create-thing".to_owned(),
            table: 4,
            parameter: "verdict".to_owned(),
            documented_type: "String".to_owned(),
            mandatory: "Yes".to_owned(),
        }),
        phase: Phase::Coverage,
        case: "coverage/create-thing/T4/verdict/absent".to_owned(),
        title: "without `verdict`".to_owned(),
        made_for: Some("create-thing/T4/verdict/mandatory: `verdict` must be there".to_owned()),
        expected: "a refusal".to_owned(),
        got: format!("200 {HOSTILE}"),
        steps: vec![Step {
            title: "create it".to_owned(),
            sent: sent.clone(),
            received: Some(received.clone()),
        }],
        smallest: true,
        again: Again::NotShown,
        sent,
        received: Some(received),
        curl: "curl -sS 'http://127.0.0.1:1'".to_owned(),
        deviation: Some(16),
        also: vec!["coverage/create-thing/T4/verdict/null".to_owned()],
        blocks_operation: true,
        replay: serde_json::from_value(replay()).unwrap(),
    }
}

/// A case that another one came before.
fn replay() -> Value {
    let mut replay = json!({
        "rule": "create-thing/T4/verdict/mandatory",
        "case": "coverage/create-thing/T4/verdict/mandatory/absent",
        "phase": "coverage",
        "operation": "create-thing",
        "title": "without `verdict`",
        "rules": ["create-thing/T4/verdict/mandatory"],
        "expectation": "refused",
        "refusal": "documented",
        "is_watched": false,
        "has_own_headers": false,
        "is_foreign": false,
        "has_value": true,
        "blocks_operation": false,
        "parameters": {},
        "method": "POST",
        "path": "/v1/p/things",
        "headers": [["X-Auth-Token", "token"], ["content-type", { "text": "x" }]],
        "body": { "text": "{}" },
        "deviation": 16,
        "planted": "secret",
        "difference": { "place": "/name", "value": "another" },
        "known": { "alive": ["1"], "deleted": [], "unknown": [], "unnamed": [] },
        "base": "{}"
    });
    replay["before"] = json!([replay]);
    replay
}
