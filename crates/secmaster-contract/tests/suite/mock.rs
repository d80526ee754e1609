//! The harness against the mock endpoint: silent where nothing is wrong, and right about every
//! fault.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use secmaster_contract::{Harness, Options, Profile, Report, Target, run};
use secmaster_mock::{Config, Fault, FaultKind, Mock};
use secmaster_spec::Service;

fn target(mock: &Mock) -> Target {
    Target::new(&mock.endpoint()).unwrap()
}

fn run_against(service: &Service, config: Config, options: &Options<'_>) -> Report {
    let mock = Mock::start(config).unwrap();
    let report = run(service, &target(&mock), options).unwrap();
    assert_eq!(mock.kept().len(), 0, "nothing is left behind");
    report
}

#[test]
fn a_correct_endpoint_keeps_every_rule() {
    let service = Service::embedded().unwrap();
    let report = run_against(&service, Config::default(), &Options::default());
    assert_eq!(report.exit_code(), 0, "{report}");
    assert_eq!(report.totals.kept, report.totals.rules, "{report}");
    let tables: usize = service.operations.iter().map(|operation| operation.tables.len()).sum();
    assert_eq!(
        (report.totals.operations, report.totals.tables),
        (service.operations.len(), tables)
    );
    let all = service.operations.iter().flat_map(|operation| &operation.tables);
    let rows: usize = all.map(|table| table.rows.len()).sum();
    assert_eq!((report.totals.rows, report.totals.rules), (rows, service.rules().len()));
    assert!(report.totals.cases >= 400, "{}", report.totals.cases);
    assert_eq!(report.clean_up.created, report.clean_up.deleted);
    for operation in &report.operations {
        for row in operation.tables.iter().flat_map(|table| &table.rows) {
            assert!(row.cases > 0 && !row.rules.is_empty(), "{}", row.id);
        }
    }
}

#[test]
fn a_lenient_endpoint_shows_known_deviations_and_no_fault() {
    let service = Service::embedded().unwrap();
    let config = Config::default().with_profile(secmaster_mock::Profile::Lenient);
    let report = run_against(&service, config, &Options::default().profile(Profile::Lenient));
    assert_eq!(report.exit_code(), 0, "{report}");
    let numbers: Vec<u16> = report.deviations.iter().map(|deviation| deviation.number).collect();
    assert!(numbers.contains(&5) && numbers.contains(&16), "{numbers:?}");

    let config = Config::default().with_profile(secmaster_mock::Profile::Lenient);
    let report = run_against(&service, config, &Options::default());
    let finding =
        report.findings.iter().find(|one| one.rule == "create-indicator/T6/vendor_type/mandatory");
    assert_eq!(finding.and_then(|finding| finding.deviation), Some(16), "{report}");
}

/// The first fault of each kind, for each operation.
fn one_of_each_kind(service: &Service) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Mock::faults(service);
    faults.retain(|fault| seen.insert((fault.operation().to_owned(), fault.kind())));
    faults
}

/// In a full run a fault breaks its rule; and what breaks one row or one answer alone is blamed on
/// nothing else.
#[test]
fn each_kind_of_fault_breaks_its_rule_and_most_break_no_other() {
    use FaultKind::{Alter, DropHeader, Garble, Ignore, Omit};
    let service = Service::embedded().unwrap();
    let faults = one_of_each_kind(&service);
    assert!(faults.len() > 60, "{}", faults.len());
    let harness = Harness::new(&service).unwrap();
    let miss = |fault: &Fault| {
        let mut config = Config::default().with_service(service.clone()).with_fault(fault.clone());
        if fault.target().ends_with("/401") {
            config = config.with_token(Target::LOOPBACK_TOKEN);
        }
        let mut options = Options::default().random_cases(20).seed(7);
        if fault.rule().ends_with("/in-time") {
            options = options.timeout(Duration::from_millis(500)).until(fault.rule());
        }
        // Not every faulty endpoint lets the harness clean up.
        let mock = Mock::start(config).unwrap();
        let report = harness.run(&target(&mock), &options).unwrap();
        // Who demands a row that the documented request lacks refuses that request, too.
        let blamed: Vec<&str> = report
            .findings
            .iter()
            .filter(|one| one.rule == fault.rule() || !one.case.starts_with("examples/"))
            .map(|one| one.rule.as_str())
            .collect();
        let is_single = matches!(fault.kind(), Ignore | DropHeader | Garble | Omit | Alter);
        let is_told = blamed.contains(&fault.rule()) && (!is_single || blamed.len() == 1);
        (!is_told || report.exit_code() != 1).then(|| format!("{fault}: {blamed:?}"))
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let halves = faults.chunks(faults.len().div_ceil(2));
        let workers: Vec<_> = halves
            .map(|half| scope.spawn(move || half.iter().filter_map(miss).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A demand that no table makes is told once, and of the row that is demanded.
#[test]
fn no_other_row_is_blamed_for_one_that_is_demanded() {
    let rule = "create-indicator/T4/create_time/optional";
    let fault = format!("require:{rule}").parse().unwrap();
    let service = Service::embedded().unwrap();
    let config = Config::default().with_fault(fault);
    let report = run_against(&service, config, &Options::default().seed(7));
    let broken: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(broken, [rule]);
}
