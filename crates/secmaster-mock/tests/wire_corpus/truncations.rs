//! The documented requests, cut at every byte, and sent slowly.

use serde_json::json;

use crate::case::{Case, chunked, request, sized};
use crate::support::{create, delete};

/// All of them.
pub fn cases() -> Vec<Case> {
    let (create, delete) = (create(), delete(&json!(["909494e3-558e-46b6-a9eb-07a8e18ca62f"])));
    let awaiting = "expect: 100-continue\r\n";
    let wholes = [
        ("create", sized(&create, "")),
        ("delete", sized(&delete, "")),
        ("delete in chunks", chunked(&delete, 7)),
        ("delete that awaits 100", sized(&delete, awaiting)),
        (
            "delete in a chunk that has more",
            request(
                &delete,
                "transfer-encoding: chunked\r\ntrailer: x\r\n",
                [b"036;a=b\r\n", delete.body.as_slice(), b"\r\n0;c\r\nx: y\r\n\r\n"].concat(),
            ),
        ),
    ];
    let mut cases = Vec::new();
    for (name, bytes) in &wholes {
        let cut = |length: usize| Case::new(format!("{name}, cut"), &bytes[..length]);
        cases.extend((0..bytes.len()).map(cut));
        let whole = Case::new(*name, bytes).answered(&[200]);
        cases.extend([whole.clone(), whole.slowly()]);
    }
    cases.push(Case::new("create in chunks of a byte", chunked(&create, 1)).answered(&[200]));
    cases
}
