//! Whatever bytes a client sends and however it ends, it has an answer or a close at once.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bodies;
mod case;
mod framing;
mod heads;
mod play;
mod targets;
mod truncations;

#[path = "../support/mod.rs"]
mod support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use case::Case;
use play::{Trouble, play};
use secmaster_mock::Mock;
use support::{create, start};

/// So many connections are open at a time.
const AT_A_TIME: usize = 8;

/// A case that was too slow is played so often again, alone: the machine may have been busy.
const AGAIN: usize = 2;

#[test]
fn no_bytes_make_it_hang() {
    let mock = start();
    let parts = [
        ("truncations", truncations::cases()),
        ("framing", framing::cases()),
        ("heads", heads::cases()),
        ("targets", targets::cases()),
        ("bodies", bodies::cases()),
    ];
    let mut found = Vec::new();
    for (part, cases) in parts {
        found.extend(troubles(&mock, &cases));
        assert_eq!(create().send(&mock).status, 200, "after {part}");
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Plays all cases; says what is wrong, and with which bytes.
fn troubles(mock: &Mock, cases: &[Case]) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let troubled = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(trouble) = play(mock.address(), case) {
                        troubled.lock().unwrap().push((case, trouble));
                    }
                }
            });
        }
    });
    let troubled = troubled.into_inner().unwrap();
    let last = troubled.into_iter().filter_map(|(case, mut trouble)| {
        for _ in 0..AGAIN {
            if !matches!(trouble, Trouble::Slow(_)) {
                break;
            }
            trouble = play(mock.address(), case).err()?;
        }
        Some(format!("{case}: {trouble}"))
    });
    last.collect()
}
