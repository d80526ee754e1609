//! The page is whole in itself, shows the endpoint's texts as text, and works in a browser.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use secmaster_mock::{Config, Mock};
use secmaster_spec::Service;
use serde_json::{Value, json};

use super::{Report, sample};
use crate::{Options, Target, run};

/// The browser, by the names under which it is installed.
const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What the probes share.
const TOOLS: &str = r##"
const cells = () => [...document.querySelectorAll(".cell")];
const shown = () => cells().filter((cell) => !cell.disabled && cell.offsetParent).length;
const go = (fragment) => {
  history.replaceState(null, "", fragment);
  dispatchEvent(new HashChangeEvent("hashchange"));
};
const type = (text) => {
  document.getElementById("text").value = text;
  document.getElementById("text").dispatchEvent(new Event("input"));
};
const press = (key) =>
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
"##;

fn page(report: &Report) -> String {
    report.to_html().unwrap()
}

#[test]
fn nothing_that_the_endpoint_says_becomes_markup() {
    let report = sample::report();
    let page = page(&report);
    assert_eq!(page.matches("<script").count(), 2, "the data and the scripts");
    assert!(!page.contains("<img") && !page.contains("{{"));
    let start = page.split_once(r#"type="application/json">"#).unwrap().1;
    let read: Value = serde_json::from_str(start.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(read, serde_json::to_value(&report).unwrap());
}

#[test]
fn the_page_asks_for_nothing_from_elsewhere() {
    let page = page(&sample::report());
    let (head, _) = page.split_once(r#"<script id="report""#).unwrap();
    for sign in ["http://", "https://", "@import", "url(", " src="] {
        assert!(!head.contains(sign), "{sign}");
    }
    assert!(head.contains("default-src 'none'"));
    for sign in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!page.contains(sign), "{sign}");
    }
}

#[test]
fn the_page_works_in_a_browser() {
    let report = sample::report();
    let probe = r##"
const result = { cells: cells().length, shown: shown() };
document.querySelector(".chip[data-verdict=broken]").click();
result.broken = shown();
result.address = location.hash;
document.querySelector(".chip[data-verdict=broken]").click();
type("labels");
result.searched = shown();
result.told = document.getElementById("shown").textContent;
go("#finding-1");
result.open = document.getElementById("finding-1").open;
result.all = shown();
go("#create-thing/T4/verdict/mandatory");
result.chosen = document.querySelector(".cell[aria-current]").id;
result.detail = document.getElementById("detail").textContent.includes("Finding 1");
document.querySelector(".cell[aria-current]").focus();
press("ArrowDown");
result.below = document.activeElement.id;
press("Escape");
result.shut = document.getElementById("detail").hidden;
go("#?verdict=kept,broken&operation=create-thing");
result.linked = shown();
result.title = document.title;
result.made = document.images.length + document.querySelectorAll("body b > b, h1 b").length;
result.scripts = document.scripts.length;
result.turned = /[\u202e\u0000\u001b]/.test(document.body.innerText);
result.wide = document.documentElement.scrollWidth > innerWidth;
return result;
"##;
    let Some(seen) = probed("works", &report, probe) else { return };
    let expected = json!({
        "cells": report.rules().count(), "shown": 6, "broken": 1, "address": "#?verdict=broken",
        "searched": 2, "told": "2 of 6 rules", "open": true, "all": 6,
        "chosen": "rule:create-thing/T4/verdict/mandatory", "detail": true,
        "below": "rule:create-thing/T4/labels/type", "shut": true, "linked": 4,
        "title": "1 of 6 rules is broken, 1 deviates in a known way, 1 could not be observed, 1 member of answers is undocumented.",
        "made": 0, "scripts": 3, "turned": false, "wide": false,
    });
    assert_eq!(seen, expected);
}

#[test]
fn the_page_of_a_real_run_works() {
    let service = Service::embedded().unwrap();
    let fault = Mock::faults(&service).remove(0);
    let mock = Mock::start(Config::default().with_fault(fault)).unwrap();
    let target = Target::new(&mock.endpoint()).unwrap();
    let report = run(&service, &target, &Options::default()).unwrap();
    let probe = r##"
go("#finding-1");
const rule = document.querySelector("#finding-1 .rule").textContent;
go("#" + rule);
// The window is narrow enough for the narrow layout, and cannot be made as narrow as a telephone.
document.documentElement.style.width = "400px";
document.querySelectorAll("details").forEach((one) => { one.open = true; });
const sticksOut = (one) => one.getBoundingClientRect().right > 400;
return {
  sticking: [...document.querySelectorAll("header *, form *, main *")].filter(sticksOut).length,
  cells: cells().length,
  broken: document.querySelectorAll(".cell[data-verdict=broken]").length,
  rule,
  chosen: document.querySelector(".cell[aria-current]").id,
};
"##;
    let Some(seen) = probed("real", &report, probe) else { return };
    let rule = &report.findings[0].rule;
    let expected = json!({
        "sticking": 0, "cells": service.rules().len(), "broken": 1, "rule": rule, "chosen": format!("rule:{rule}"),
    });
    assert_eq!(seen, expected);
}

#[test]
fn the_page_holds_many_rules_and_findings() {
    let mut report = sample::report();
    let rows = &mut report.operations[0].tables[0].rows;
    while rows.len() < 200 {
        let row = sample::row(rows.len());
        rows.push(row);
    }
    while report.findings.len() < 50 {
        let mut finding = sample::report().findings.remove(0);
        finding.number = report.findings.len() + 1;
        report.findings.push(finding);
    }
    let probe = r##"
go("#finding-50");
return {
  cells: cells().length,
  cards: document.querySelectorAll(".finding").length,
  open: document.getElementById("finding-50").open,
  stops: cells().filter((cell) => cell.tabIndex === 0).length,
  wide: document.documentElement.scrollWidth > innerWidth,
};
"##;
    let Some(seen) = probed("many", &report, probe) else { return };
    let rules = report.rules().count();
    assert!(rules >= 400, "{rules}");
    let expected = json!({"cells": rules, "cards": 50, "open": true, "stops": 1, "wide": false});
    assert_eq!(seen, expected);
}

/// What the probe, run in the loaded page, returns; none where there is no browser. Whatever the
/// console says meanwhile fails the test.
fn probed(name: &str, report: &Report, probe: &str) -> Option<Value> {
    let has = |name: &&str| {
        let mut asked = Command::new(name);
        asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    let Some(browser) = BROWSERS.into_iter().find(|name| has(name)) else {
        println!("skipped: none of {} is installed", BROWSERS.join(", "));
        return None;
    };
    let page = page(report);
    let (_, nonce) = page.split_once("'nonce-").unwrap();
    let (nonce, _) = nonce.split_once('\'').unwrap();
    let script = format!(
        r#"<script nonce="{nonce}">{{ {TOOLS}
let result;
try {{ result = (() => {{ {probe} }})(); }} catch (error) {{ result = String(error); }}
const told = document.createElement("pre");
told.id = "probe";
told.textContent = JSON.stringify(result);
document.body.append(told); }}</script></body>"#
    );
    let folder = std::env::temp_dir().join(format!("contract-page-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("report.html");
    fs::write(&file, page.replacen("</body>", &script, 1)).unwrap();
    let (dom, log) = dumped(browser, &folder, &file);
    fs::remove_dir_all(&folder).unwrap();
    assert!(!log.contains("CONSOLE"), "{log}");
    let told =
        dom.split_once(r#"<pre id="probe">"#).and_then(|(_, rest)| rest.split_once("</pre>"));
    let Some((told, _)) = told else { panic!("the page did not load: {log}\n{dom}") };
    Some(serde_json::from_str(&told.replace("&amp;", "&")).unwrap())
}

/// The page after it has loaded, and what the browser logged.
fn dumped(browser: &str, folder: &Path, file: &Path) -> (String, String) {
    let (dom, log) = (folder.join("dom"), folder.join("log"));
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--v=0", "--window-size=500,900", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .stdout(File::create(&dom).unwrap())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(90) {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        thread::sleep(Duration::from_millis(50));
    }
    (fs::read_to_string(&dom).unwrap(), String::from_utf8_lossy(&fs::read(&log).unwrap()).into())
}
