//! A short version of the soak: what requests leave behind is seen after thousands already.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../benches/support/mod.rs"]
mod support;

use support::program::{Program, unmeasured};
use support::soak::{excess_kib, soak};

#[test]
fn memory_stays_flat() {
    if let Some(reason) = unmeasured() {
        println!("nothing is measured: {reason}");
        return;
    }
    let mock = Program::start().unwrap();
    let memory = soak(&mock, 20_000, |_| {}).unwrap();
    assert_eq!(excess_kib(&memory), None, "KiB after each tenth: {memory:?}");
}

#[test]
fn growth_is_seen() {
    assert_eq!(excess_kib(&[0, 10_000, 9000, 11_280]), None);
    assert_eq!(excess_kib(&[0, 10_000, 9000, 11_281]), Some(1));
    assert_eq!(excess_kib(&[0, 10_000, 9000]), None);
}
