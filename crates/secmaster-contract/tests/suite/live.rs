//! What makes the harness safe to point at a live system, tested on the binary.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Folder, command, contract, text};
use secmaster_mock::{Config, Mock};
use serde_json::Value;

#[test]
fn a_run_ends_early_at_its_limit_and_cleans_up() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("limit");
    let output = contract(&mock.endpoint(), &["--max-requests", "120", "--report", folder.text()]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{out}");
    assert!(out.contains("ended early: 120 requests were sent, which is the limit"), "{out}");
    let report: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("report.json")).unwrap())
            .unwrap();
    assert_eq!(report["totals"]["broken"], 0);
    assert!(report["clean_up"]["created"].as_u64().unwrap() > 10);
    assert_eq!(report["clean_up"]["created"], report["clean_up"]["deleted"]);
    assert!(mock.kept().is_empty());
}

#[test]
fn a_rate_is_kept() {
    let mock = Mock::start(Config::default()).unwrap();
    let started = std::time::Instant::now();
    let fixed = ["--rate", "20", "--max-requests", "20", "--phase", "coverage"];
    assert_eq!(contract(&mock.endpoint(), &fixed).status.code(), Some(3));
    assert!(started.elapsed().as_secs_f64() >= 0.95, "20 requests are 19 waits of 50 ms");
    for rate in ["0", "-1", "inf", "NaN", "x"] {
        let output = contract(&mock.endpoint(), &["--rate", rate]);
        assert_eq!(output.status.code(), Some(2), "{rate}");
    }
}

/// Waits until the file has so many lines with this text, or the process is over.
fn wait_for(file: &std::path::Path, word: &str, count: usize, child: &mut std::process::Child) {
    for _ in 0..3000 {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if text.matches(word).count() >= count || child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("{count} times {word} never came");
}

fn started(mock: &Mock, arguments: &[&str]) -> std::process::Child {
    let mut command = command(&mock.endpoint());
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn cleaned(journal: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"));
    command.arg("--cleanup").arg(journal).env_remove("SECMASTER_AUTH_TOKEN").output().unwrap()
}

fn names(mock: &Mock) -> Vec<String> {
    let name = |answer: &Value| answer.pointer("/data/name").map(ToString::to_string);
    mock.kept().iter().filter_map(name).collect()
}

#[test]
fn a_killed_run_loses_no_id_whose_answer_had_come() {
    let mut in_the_middle = 0;
    for moment in [1, 7, 40, 90, 160, 230] {
        let mock = Mock::start(Config::default()).unwrap();
        let folder = Folder::new(&format!("kill-{moment}"));
        let journal = folder.join("journal");
        let mut run =
            started(&mock, &["--journal", journal.to_str().unwrap(), "--marker", "kill-test"]);
        wait_for(&journal, "\"created\"", moment, &mut run);
        run.kill().unwrap();
        run.wait().unwrap();
        // A slow machine may see the late moments too late.
        in_the_middle += usize::from(!mock.kept().is_empty());

        let first = cleaned(&journal);
        let (out, notes) = (text(&first.stdout), text(&first.stderr));
        let doubtful = notes
            .split_once(" more may exist")
            .map_or(0, |(before, _)| before.rsplit(' ').next().unwrap().parse::<usize>().unwrap());
        assert_eq!(first.status.code(), Some(i32::from(doubtful > 0)), "{out}{notes}");
        // Four requests are under way at once.
        assert!(mock.kept().len() <= doubtful && doubtful <= 4, "{notes} {:?}", names(&mock));
        assert!(doubtful == 0 || notes.contains("look for `[kill-test]`"), "{notes}");
        assert!(names(&mock).iter().all(|name| name.ends_with("[kill-test]\"")));

        let written = std::fs::read(&journal).unwrap();
        let second = cleaned(&journal);
        assert!(text(&second.stdout).contains("deleted 0, left 0"), "{}", text(&second.stdout));
        assert_eq!(second.status.code(), first.status.code(), "what may be there, still may");
        assert_eq!(std::fs::read(&journal).unwrap(), written, "nothing is left to be done");
    }
    assert!(in_the_middle >= 3, "{in_the_middle} of the runs");
}

#[test]
fn a_journal_of_a_whole_run_leaves_nothing() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("whole");
    let journal = folder.join("journal");
    let arguments = ["--journal", journal.to_str().unwrap(), "--quiet"];
    assert_eq!(contract(&mock.endpoint(), &arguments).status.code(), Some(0));
    let written = std::fs::read_to_string(&journal).unwrap();
    assert!(written.matches("{\"created\"").count() > 100);
    assert!(!written.contains(secmaster_contract::Target::LOOPBACK_TOKEN));
    let again = contract(&mock.endpoint(), &arguments);
    assert_eq!(again.status.code(), Some(2), "no journal is written over");
    let error = text(&again.stderr);
    assert!(error.contains("nothing that it lists is left"), "{error}");
    let output = cleaned(&journal);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("deleted 0, left 0"));
}

#[test]
fn a_journal_that_is_cut_off_is_used_and_a_broken_one_is_not() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("cut");
    let journal = folder.join("journal");
    let mut run = started(&mock, &["--journal", journal.to_str().unwrap()]);
    wait_for(&journal, "\"created\"", 20, &mut run);
    run.kill().unwrap();
    run.wait().unwrap();
    let whole = std::fs::read(&journal).unwrap();

    let broken = folder.join("broken");
    let lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
    let changed = [&lines[..2], &[b"{\"created\":".as_slice()], &lines[3..]].concat();
    std::fs::write(&broken, changed.join(&b'\n')).unwrap();
    let output = cleaned(&broken);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("line 3 is broken"), "{}", text(&output.stderr));

    std::fs::write(&journal, [&whole[..], b"{\"created\":{\"case\":\"x"].concat()).unwrap();
    let output = cleaned(&journal);
    assert!(text(&output.stderr).contains("cut off"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("left 0"), "{}", text(&output.stdout));
    assert!(mock.kept().len() <= 4);
    assert_eq!(cleaned(&journal).status.code(), output.status.code(), "and again");
    assert!(!text(&cleaned(&journal).stderr).contains("cut off"));
}

/// What the endpoint cannot delete because it is gone: that is only believed where the run was
/// killed while it was being deleted.
#[test]
fn a_deletion_that_was_under_way_is_taken_for_done() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("under-way");
    let journal = folder.join("journal");
    let parameters = format!(
        r#"{{"project_id":"{}","workspace_id":"{}"}}"#,
        secmaster_contract::Target::PROJECT,
        secmaster_contract::Target::WORKSPACE
    );
    let endpoint = mock.endpoint();
    let lines = |more: &str| {
        format!(
            "{{\"journal\":1,\"endpoint\":\"{endpoint}\",\"parameters\":{parameters},\"run\":\"r\",\"marker\":null,\"started\":\"t\"}}\n\
             {{\"created\":{{\"case\":\"c\",\"operation\":\"create-indicator\",\"id\":\"gone\"}}}}\n{more}"
        )
    };
    std::fs::write(&journal, lines("{\"may_delete\":{\"case\":\"d\",\"ids\":[\"gone\"]}}\n"))
        .unwrap();
    let output = cleaned(&journal);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("deleted 1, left 0"));
    assert!(text(&cleaned(&journal).stdout).contains("deleted 0, left 0"));

    let nameless = r#"{"created":{"case":"n","operation":"create-indicator","id":null}}"#;
    std::fs::write(&journal, lines(&format!("{nameless}\n"))).unwrap();
    let output = cleaned(&journal);
    assert_eq!(output.status.code(), Some(1));
    let out = text(&output.stdout);
    assert!(out.contains("left gone") && out.contains("left one without an id"), "{out}");
}

/// The endpoint is gone: everything is left, and told.
#[test]
fn what_cannot_be_deleted_is_left() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("gone");
    let journal = folder.join("journal");
    let mut run = started(&mock, &["--journal", journal.to_str().unwrap()]);
    wait_for(&journal, "\"created\"", 20, &mut run);
    run.kill().unwrap();
    run.wait().unwrap();
    drop(mock);
    let output = cleaned(&journal);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).lines().filter(|line| line.starts_with("left ")).count() > 5);
    let far = std::fs::read_to_string(&journal).unwrap().replace("http://127.0.0.1", "https://a.b");
    std::fs::write(&journal, far).unwrap();
    let output = cleaned(&journal);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--live"), "{}", text(&output.stderr));
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn the_first_signal_ends_the_run_in_good_order() {
    for name in ["-INT", "-TERM"] {
        let mock = Mock::start(Config::default()).unwrap();
        let folder = Folder::new(&format!("signal{name}"));
        let journal = folder.join("journal");
        let arguments = ["--report", folder.text(), "--journal", journal.to_str().unwrap()];
        let mut run = started(&mock, &[&arguments[..], &["--rate", "200"]].concat());
        wait_for(&journal, "\"created\"", 30, &mut run);
        signal(&run, name);
        let output = run.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("stopping"));
        assert!(text(&output.stdout).contains("ended early: it was told to stop"));
        assert!(mock.kept().is_empty(), "{:?}", names(&mock));
        let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        assert!(report["stopped"].as_str().unwrap().contains("told to stop"));
        assert_eq!(report["totals"]["broken"], 0);
        assert!(report["totals"]["cases"].as_u64().unwrap() < 300);
    }
}

#[cfg(unix)]
#[test]
fn the_second_signal_ends_at_once_and_says_how_to_clean_up() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("twice");
    let journal = folder.join("journal");
    // So slow that the clean-up waits long enough for the second signal.
    let arguments = ["--journal", journal.to_str().unwrap(), "--rate", "1"];
    let mut run = started(&mock, &arguments);
    wait_for(&journal, "\"created\"", 1, &mut run);
    signal(&run, "-INT");
    std::thread::sleep(std::time::Duration::from_millis(300));
    signal(&run, "-INT");
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let error = text(&output.stderr);
    assert!(error.contains(&format!("--cleanup {}", journal.display())), "{error}");
    assert_eq!(mock.kept().len(), 1);
    assert_eq!(cleaned(&journal).status.code(), Some(0));
    assert!(mock.kept().is_empty());
}

#[test]
fn a_dry_run_tells_everything_and_sends_nothing() {
    let far = ["--project", "p-1", "--workspace", "w-1", "--dry-run"];
    let output = command("https://example.invalid")
        .args(far)
        .env("SECMASTER_AUTH_TOKEN", "planted-token-of-a-dry-run")
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap();
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for said in [
        "https://example.invalid",
        "p-1",
        "w-1",
        "create-indicator, delete-indicator",
        "coverage",
        "about ",
        "never more than 5000",
        "at most 5 per second",
        "deleted again",
        "[contract-",
        ".journal",
    ] {
        assert!(out.contains(said), "{said}: {out}");
    }
    assert!(!out.contains("planted"));

    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("dry");
    let arguments = ["--dry-run", "--live", "--report", folder.text()];
    let output = contract(&mock.endpoint(), &arguments);
    assert_eq!(output.status.code(), Some(0));
    assert!(mock.kept().is_empty() && folder.path().read_dir().unwrap().next().is_none());
}

/// No endpoint creates more than the dry run says, and one that keeps the tables not many fewer.
#[test]
fn the_number_of_creations_is_a_limit() {
    let mock = Mock::start(Config::default()).unwrap();
    let out = text(&contract(&mock.endpoint(), &["--dry-run"]).stdout);
    let number = |before: &str| -> usize {
        let (_, rest) = out.split_once(before).unwrap();
        rest.split([' ', ',']).next().unwrap().parse().unwrap()
    };
    let (requests, creations) = (number("about "), number("at most "));
    let out = text(&contract(&mock.endpoint(), &[]).stdout);
    let count = |before: &str| -> usize {
        let (_, rest) = out.rsplit_once(before).unwrap();
        rest.split([' ', ',']).next().unwrap().parse().unwrap()
    };
    let cases = count("rules, ");
    assert!(count("created ") <= creations, "{out}");
    assert!(cases.abs_diff(requests) < requests / 2, "{requests} planned, {cases} sent");
}

#[test]
fn a_live_run_is_announced_marked_and_journaled() {
    let mock = Mock::start(Config::default()).unwrap();
    let folder = Folder::new("live");
    let arguments = ["--live", "--max-requests", "12", "--rate", "100", "--report", folder.text()];
    let output = contract(&mock.endpoint(), &arguments);
    let error = text(&output.stderr);
    assert!(error.contains("deleted again") && error.contains("never more than 12"), "{error}");
    let mut files: Vec<String> = folder
        .path()
        .read_dir()
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.retain(|name| name.ends_with(".journal"));
    let [journal] = &files[..] else { panic!("{files:?}") };
    let text = std::fs::read_to_string(folder.join(journal)).unwrap();
    let run = journal.strip_prefix("secmaster-contract-").unwrap().trim_end_matches(".journal");
    assert!(text.contains(&format!("\"marker\":\"contract-{run}\"")), "{text}");
    assert!(mock.kept().is_empty());
}

/// Echoes are compared with what was sent, not with what the case had before.
#[test]
fn a_marker_breaks_no_rule() {
    let mock = Mock::start(Config::default()).unwrap();
    let output = contract(&mock.endpoint(), &["--marker", "it's \"x\" \\ é"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(mock.kept().is_empty());
}
