//! Rates, limits and waits, by a clock that nobody waits for.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use secmaster_client::{Clock, ManualClock};

use super::Paced;
use crate::case::{Case, Phase};
use crate::cases::cases;
use crate::options::{Options, Profile};
use crate::send::{Received, SendFailure, Sender};
use secmaster_spec::Service;

fn clock() -> ManualClock {
    ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap())
}

/// Answers each request with the next of these, the last one for ever, and notes the time.
struct Endpoint<'a> {
    answers: Mutex<Vec<Received>>,
    clock: &'a ManualClock,
    times: Mutex<Vec<Duration>>,
}

impl<'a> Endpoint<'a> {
    fn new(clock: &'a ManualClock, answers: Vec<Received>) -> Self {
        Self { answers: Mutex::new(answers), clock, times: Mutex::default() }
    }

    fn seconds(&self) -> Vec<f64> {
        self.times.lock().unwrap().iter().map(Duration::as_secs_f64).collect()
    }
}

impl Sender for Endpoint<'_> {
    fn send(&self, _: &Case) -> Result<Received, SendFailure> {
        self.times.lock().unwrap().push(self.clock.elapsed());
        let mut answers = self.answers.lock().unwrap();
        Ok(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
    }
}

fn case() -> Case {
    let service = Service::embedded().unwrap();
    cases(&service, &[Phase::Examples], &[].into(), Profile::Documented).remove(0)
}

fn plain(status: u16, headers: &[(&str, &str)]) -> Received {
    let owned = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Received::new(status, owned.collect(), b"{}")
}

#[test]
fn requests_keep_the_rate() {
    let clock = clock();
    let endpoint = Endpoint::new(&clock, vec![plain(200, &[])]);
    let paced = Paced::new(&endpoint, clock.clone(), &Options::default().rate(0.5));
    for _ in 0..3 {
        paced.send(&case()).unwrap();
    }
    assert_eq!(endpoint.seconds(), [0.0, 2.0, 4.0]);
    let unpaced = Paced::new(&endpoint, clock.clone(), &Options::default());
    unpaced.send(&case()).unwrap();
    unpaced.send(&case()).unwrap();
    assert_eq!(endpoint.seconds()[3..], [4.0, 4.0]);
}

#[test]
fn no_rate_is_too_slow() {
    let clock = clock();
    let endpoint = Endpoint::new(&clock, vec![plain(200, &[])]);
    let paced = Paced::new(&endpoint, clock.clone(), &Options::default().rate(1e-19));
    let turns: Vec<Duration> = (0..4).map(|_| paced.turn()).collect();
    assert!(turns.is_sorted() && turns[3] == Duration::MAX, "{turns:?}");
}

#[test]
fn live_runs_have_a_rate_and_a_limit_of_their_own() {
    let clock = clock();
    let endpoint = Endpoint::new(&clock, vec![plain(200, &[])]);
    let paced = Paced::new(&endpoint, clock.clone(), &Options::default().live(true));
    paced.send(&case()).unwrap();
    paced.send(&case()).unwrap();
    assert_eq!(endpoint.seconds(), [0.0, 0.2]);
    assert_eq!(paced.most, Some(5000));
}

#[test]
fn after_the_limit_only_the_clean_up_is_sent() {
    let clock = clock();
    let endpoint = Endpoint::new(&clock, vec![plain(200, &[])]);
    let paced = Paced::new(&endpoint, clock.clone(), &Options::default().max_requests(2));
    for _ in 0..2 {
        assert!(paced.send(&case()).is_ok() && paced.ended().is_none());
    }
    assert_eq!(paced.send(&case()).unwrap_err(), SendFailure::Held);
    assert!(paced.ended().unwrap().contains("2 requests"));
    let mut deletion = case();
    deletion.phase = Phase::CleanUp;
    assert!(paced.send(&deletion).is_ok());
    assert_eq!(endpoint.seconds().len(), 3);
}

#[test]
fn an_endpoint_that_asks_to_slow_down_is_waited_for() {
    let long = ("retry-after", "3600");
    let date = [
        ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ];
    let past = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:30 GMT"),
    ];
    for (headers, wait) in [
        (&[("retry-after", "3")][..], 3.0),
        (&[long], 30.0),
        (&date, 7.0),
        (&past, 0.0),
        (&[("retry-after", "soon")], 1.0),
        (&[], 1.0),
    ] {
        let clock = clock();
        let endpoint = Endpoint::new(&clock, vec![plain(429, headers), plain(200, &[])]);
        let paced = Paced::new(&endpoint, clock.clone(), &Options::default());
        assert_eq!(paced.send(&case()).unwrap().status, 200);
        let [first, second] = endpoint.seconds()[..] else { panic!("two requests") };
        assert!((second - first - wait).abs() < 1e-6, "{headers:?}: {first} {second}");
    }
}

#[test]
fn waiting_ends_after_five_times_and_is_not_begun_again_in_vain() {
    let clock = clock();
    let endpoint = Endpoint::new(&clock, vec![plain(429, &[])]);
    let paced = Paced::new(&endpoint, clock.clone(), &Options::default());
    assert_eq!(paced.send(&case()).unwrap().status, 429);
    assert_eq!(endpoint.seconds(), [0.0, 1.0, 3.0, 7.0, 15.0, 31.0]);
    assert_eq!(paced.send(&case()).unwrap().status, 429);
    assert_eq!(endpoint.seconds().len(), 7, "no second round of waiting");
    *endpoint.answers.lock().unwrap() = vec![plain(200, &[]), plain(429, &[]), plain(200, &[])];
    assert_eq!(paced.send(&case()).unwrap().status, 200);
    assert_eq!(paced.send(&case()).unwrap().status, 200, "it is waited for again");
}

#[test]
fn a_run_that_is_told_to_stop_waits_no_longer() {
    let stop = AtomicBool::new(false);
    #[derive(Clone)]
    struct Stopping<'a>(&'a AtomicBool, ManualClock);
    impl Clock for Stopping<'_> {
        fn now(&self) -> Timestamp {
            self.1.now()
        }

        fn elapsed(&self) -> Duration {
            self.1.elapsed()
        }

        fn sleep(&self, time: Duration) {
            assert!(!self.0.swap(true, Ordering::Relaxed), "it slept on");
            self.1.sleep(time);
        }
    }
    let clock = Stopping(&stop, clock());
    let endpoint = Endpoint::new(&clock.1, vec![plain(429, &[("retry-after", "30")])]);
    let paced = Paced::new(&endpoint, clock.clone(), &Options::default().stop(&stop));
    assert_eq!(paced.send(&case()).unwrap().status, 429);
    assert!(clock.1.elapsed().as_secs() < 1);
    assert_eq!(paced.send(&case()).unwrap_err(), SendFailure::Held);
    assert!(paced.ended().unwrap().contains("told to stop"));
}
