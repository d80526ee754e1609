//! Every fault shows in a small fixed conversation, in the answers that it is about and no others.

use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::line::{Came, Ending, Line};
use crate::support::{Call, TOKEN, create, delete, example, service};
use secmaster_mock::{Config, Fault, FaultKind, Mock};
use serde_json::{Value, json};

const PATH: &str = "/v1/project-é%20/workspaces/workspace-é%20/soc/indicators";

const PATIENCE: Duration = Duration::from_secs(10);

/// A request, and which answer it is due: `<operation>/<status>`.
struct Turn {
    due: &'static str,
    call: Call,
    /// Whether only faults of inputs, and those that show only sometimes, need it.
    is_special: bool,
}

/// What a mock without faults answers.
struct Due {
    turns: Vec<Turn>,
    answers: Vec<Came>,
}

static DUE: LazyLock<Due> = LazyLock::new(|| {
    let turns = turns();
    let answers = converse(&start(None), &turns, PATIENCE);
    for (turn, came) in turns.iter().zip(&answers) {
        let status = turn.due.rsplit('/').next().unwrap();
        assert!(came.text.starts_with(&format!("HTTP/1.1 {status} ")), "{}: {came:?}", turn.due);
    }
    Due { turns, answers }
});

#[test]
fn a_seed_repeats_the_conversation() {
    assert_eq!(converse(&start(None), &DUE.turns, PATIENCE), DUE.answers);
}

#[test]
fn every_fault_shows_in_its_answers_and_in_no_others() {
    let faults = Mock::faults(service());
    // What is ignored or required shows where a rule is broken: see the tests of rules. What goes
    // wrong where two ask at once shows in no conversation with one.
    let is_shown = |fault: &&Fault| {
        !matches!(fault.kind(), FaultKind::Ignore | FaultKind::Require)
            && fault.variant() != Some("at-once")
    };
    // Some answers come late or never: most of the time is spent waiting.
    let due = Mutex::new(faults.iter().filter(is_shown));
    let next = || due.lock().unwrap().next();
    let mistakes = || std::iter::from_fn(next).filter_map(mistake).collect::<Vec<_>>();
    let wrong: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..16).map(|_| scope.spawn(mistakes)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with a fault, if anything is.
fn mistake(fault: &Fault) -> Option<String> {
    let turns = turns_for(fault);
    let answers = converse(&start(Some(fault)), turns, patience(fault));
    let pairs = DUE.answers.iter().zip(&answers);
    let changed: Vec<(&Turn, &Came)> = turns
        .iter()
        .zip(pairs)
        .filter(|(_, (due, came))| due != came)
        .map(|(turn, (_, came))| (turn, came))
        .collect();
    let Some((_, first)) = changed.first() else { return Some(format!("{fault} shows nowhere")) };
    if first.ending != ending(fault.kind()) {
        return Some(format!("{fault}: {first:?}"));
    }
    let concerned = concerned(fault);
    let astray = changed.iter().find(|(turn, _)| !concerned(turn.due));
    astray.map(|(turn, came)| format!("{fault} changes {}: {came:?}", turn.due))
}

/// An answer that is late is waited for no longer than needed.
fn patience(fault: &Fault) -> Duration {
    if ending(fault.kind()) == Ending::Silent { Duration::from_secs(1) } else { PATIENCE }
}

/// Which answers a fault may change.
fn concerned(fault: &Fault) -> impl Fn(&str) -> bool {
    let operation = fault.operation().to_owned();
    let part = fault.target()[operation.len() + 1..].split('/').next().unwrap().to_owned();
    let status = match part.strip_prefix('T') {
        Some(table) => {
            let operation = service().operation(&operation).unwrap();
            operation.table(table.parse().unwrap()).unwrap().status
        }
        None => part.parse().ok(),
    };
    // What has another id, or was not created, is lost to a deletion.
    let reaches_far =
        matches!(fault.kind(), FaultKind::Repeat | FaultKind::Fail | FaultKind::Crash);
    move |due| {
        let (of, came) = due.split_once('/').unwrap();
        (of == operation || reaches_far) && status.is_none_or(|status| came == status.to_string())
    }
}

fn start(fault: Option<&Fault>) -> Mock {
    let config = Config::default().with_service(service().clone()).with_seed(11);
    let mut config = config.with_token(TOKEN);
    if let Some(fault) = fault {
        config = config.with_fault(fault.clone());
    }
    Mock::start(config).unwrap()
}

fn converse(mock: &Mock, turns: &[Turn], patience: Duration) -> Vec<Came> {
    let mut line = Line::new(mock, patience);
    let mut answers = Vec::new();
    // Patience ends with the first answer that does not come.
    while answers.len() < turns.len()
        && answers.last().is_none_or(|came: &Came| came.ending != Ending::Silent)
    {
        answers.push(line.send(&turns[answers.len()].call));
    }
    answers
}

/// As many turns as show the fault.
fn turns_for(fault: &Fault) -> &'static [Turn] {
    let is_special = matches!(fault.kind(), FaultKind::Fail | FaultKind::Crash)
        || fault.variant() == Some("sometimes");
    let usual = DUE.turns.iter().take_while(|turn| !turn.is_special).count();
    &DUE.turns[..if is_special { DUE.turns.len() } else { usual }]
}

/// How an answer with that fault ends, where it does not end as any other.
fn ending(kind: FaultKind) -> Ending {
    match kind {
        FaultKind::Reset => Ending::Reset,
        FaultKind::Hang | FaultKind::Slow => Ending::Silent,
        FaultKind::Crash
        | FaultKind::Close
        | FaultKind::CutHead
        | FaultKind::CutBody
        | FaultKind::LongLength
        | FaultKind::BadChunk
        | FaultKind::CutChunk => Ending::Closed,
        _ => Ending::Complete,
    }
}

fn turns() -> Vec<Turn> {
    let mut turns = usual_turns();
    let mut add = |due: &'static str, call: Call| turns.push(Turn { due, call, is_special: true });
    for (text, is_text) in unusual() {
        let name = with_name("@").to_string().replace(r#""@""#, &text);
        let due = if is_text { "create-indicator/200" } else { "create-indicator/400" };
        add(due, Call { body: name.into_bytes(), ..creation() });
        let ids = format!(r#"{{"batch_ids":[{text}]}}"#);
        let due = if is_text { "delete-indicator/200" } else { "delete-indicator/400" };
        add(due, Call { body: ids.into_bytes(), ..deletion() });
    }
    for (body, due) in [(r#"{"x":1}"#, "delete-indicator/200"), ("", "delete-indicator/400")] {
        add(due, Call { body: body.into(), ..deletion() });
        add("create-indicator/400", Call { body: body.into(), ..creation() });
    }
    // For what happens only sometimes.
    for _ in 0..20 {
        add("create-indicator/200", creation());
    }
    turns
}

fn usual_turns() -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut add = |due: &'static str, call: Call| turns.push(Turn { due, call, is_special: false });
    for _ in 0..2 {
        add("create-indicator/200", creation());
    }
    // The ids are those of a mock with this seed.
    let ids = ids();
    let [one, two] = [&ids[0], &ids[1]];
    for asked in [json!([one, "unknown"]), json!([one]), json!([]), json!([two])] {
        add("delete-indicator/200", delete(&asked).path(PATH));
    }
    for _ in 0..2 {
        add("create-indicator/400", create().body(&json!({ "data_object": 1 })));
        add("delete-indicator/400", delete(&json!([1])));
    }
    let unknown = |call: Call| call.without("X-Auth-Token").with("X-Auth-Token", "wrong-token");
    let put = |call: Call| Call { method: "PUT".to_owned(), ..call };
    add("create-indicator/401", unknown(creation()));
    add("delete-indicator/401", unknown(deletion()));
    add("create-indicator/404", creation().path("/nowhere"));
    add("delete-indicator/404", deletion().path("/nowhere"));
    add("create-indicator/405", put(creation()));
    add("delete-indicator/405", put(deletion()));
    turns
}

/// The documented example with every row that can come back, and texts that show each change.
fn creation() -> Call {
    let mut body = example(service().operation("create-indicator").unwrap());
    enrich(&mut body);
    let sent = body["data_object"].as_object_mut().unwrap();
    sent.insert("confidence".to_owned(), json!(80));
    sent.insert("id".to_owned(), json!("an id of the caller's"));
    create().path(PATH).body(&body)
}

fn deletion() -> Call {
    delete(&json!([])).path(PATH)
}

/// The documented example with that name.
fn with_name(name: &str) -> Value {
    let mut body = example(service().operation("create-indicator").unwrap());
    body["data_object"]["name"] = json!(name);
    body
}

/// Unusual values, as JSON or what is none, and whether they are texts.
fn unusual() -> Vec<(String, bool)> {
    let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
    vec![
        ("\"é\"".to_owned(), true),
        ("\"\u{1f600}\"".to_owned(), true),
        (r#""\u0007""#.to_owned(), true),
        (format!("\"{}\"", "x".repeat(1001)), true),
        (r#""""#.to_owned(), true),
        ("3000000000".to_owned(), false),
        ("null".to_owned(), false),
        (deep, false),
        ("nonsense".to_owned(), false),
    ]
}

/// Adds a letter beyond ASCII and a space at the end to every text that is no option and no time.
fn enrich(value: &mut Value) {
    let keep = ["verdict", "status", "granular_marking", "first_report_time", "last_report_time"];
    match value {
        Value::String(text) => text.push_str(" né "),
        Value::Object(members) => {
            let members = members.iter_mut().filter(|(name, _)| !keep.contains(&name.as_str()));
            members.for_each(|(_, value)| enrich(value));
        }
        _ => {}
    }
}

fn ids() -> Vec<String> {
    let mock = start(None);
    let mut line = Line::new(&mock, PATIENCE);
    let answers = [(); 2].map(|()| line.send(&creation()).text);
    let bodies = answers.map(|text| text.split_once("\r\n\r\n").unwrap().1.to_owned());
    let bodies = bodies.iter().map(|body| serde_json::from_str::<Value>(body).unwrap());
    bodies.map(|body| body["data"]["id"].as_str().unwrap().to_owned()).collect()
}
