//! Very many requests after which nothing is kept, and the memory that the mock has meanwhile.

use std::net::SocketAddr;

use serde_json::Value;

use super::connection::Connection;
use super::program::Program;
use super::{Failure, HEADERS, PATH, documented_body, request};

/// Memory is looked at after each of so many equal parts.
const PARTS: u64 = 10;

/// The part after which memory must not grow: before it, the mock meets everything the first time.
const WARM: usize = 2;

/// So much may be noise: pages that are mapped late, buffers that happened to grow.
const ALLOWED_KIB: u64 = 1024 + 256;

/// The number in a request that makes it unlike all others. It has as many digits as any number.
const PLACEHOLDER: &str = "NUMBER-00000000";

/// Sends that many requests, and tells `after_part` the memory in KiB after each tenth.
pub fn soak(
    mock: &Program,
    requests: u64,
    mut after_part: impl FnMut(u64),
) -> Result<Vec<u64>, Failure> {
    let mut client = Client::new(mock.address)?;
    let mut memory = Vec::new();
    for part in 1..=PARTS {
        while client.sent < requests * part / PARTS {
            client.turn()?;
        }
        let resident = mock.resident_kib()?;
        memory.push(resident);
        after_part(resident);
    }
    Ok(memory)
}

/// By how many KiB memory grew beyond what is allowed; none if it is flat.
pub fn excess_kib(memory: &[u64]) -> Option<u64> {
    let (warm, last) = (memory.get(WARM - 1)?, memory.last()?);
    last.checked_sub(*warm + ALLOWED_KIB).filter(|excess| *excess > 0)
}

/// Sends in turn one of the requests that are refused, then a creation, then its deletion.
struct Client {
    connection: Connection,
    refused: Vec<(Vec<u8>, u16)>,
    create: Vec<u8>,
    sent: u64,
}

impl Client {
    fn new(address: SocketAddr) -> Result<Self, Failure> {
        let connection = Connection::open(address)?;
        let mut body = documented_body()?;
        let create = post(&body);
        let mut refused = vec![
            (request("POST", PATH, "content-type: x\r\n", &body.to_string()), 401),
            (request("POST", &format!("/{PLACEHOLDER}"), HEADERS, ""), 404),
            (request(PLACEHOLDER, PATH, HEADERS, ""), 405),
            (
                request("POST", PATH, "x-auth-token: a\r\ncontent-type: NUMBER-00000000\r\n", "{}"),
                400,
            ),
            (request("POST", PATH, HEADERS, ""), 400),
            (request("POST", PATH, HEADERS, PLACEHOLDER), 400),
            (request("POST", PATH, HEADERS, &format!("{{\"{PLACEHOLDER}\":[[[[{{}}]]]]}}")), 400),
        ];
        // Every member that the documented creation has, in turn: missing, and of a wrong type.
        for pointer in pointers(&body) {
            let Some(place) = body.pointer_mut(&pointer) else { continue };
            let was = std::mem::replace(place, serde_json::json!([PLACEHOLDER]));
            refused.push((post(&body), 400));
            if let Some(place) = body.pointer_mut(&pointer) {
                *place = was;
            }
        }
        Ok(Self { connection, refused, create, sent: 0 })
    }

    fn turn(&mut self) -> Result<(), Failure> {
        let number = self.sent;
        let kind = usize::try_from(number)? / 3 % self.refused.len();
        if let Some((request, status)) = self.refused.get(kind) {
            exchange(&mut self.connection, &numbered(request, number), *status)?;
        }
        let created = exchange(&mut self.connection, &self.create, 200)?;
        let created: Value = serde_json::from_slice(created)?;
        let id = created.pointer("/data/id").ok_or("a creation without id")?;
        let ids = serde_json::json!({ "batch_ids": [id] }).to_string();
        let delete = request("DELETE", PATH, HEADERS, &ids);
        let deleted = exchange(&mut self.connection, &delete, 200)?;
        let deleted: Value = serde_json::from_slice(deleted)?;
        if deleted.pointer("/data/success_ids/0") != Some(id) {
            return Err(format!("{id} was not deleted: {deleted}").into());
        }
        self.sent += 3;
        Ok(())
    }
}

fn exchange<'a>(
    connection: &'a mut Connection,
    request: &[u8],
    status: u16,
) -> Result<&'a [u8], Failure> {
    connection.send(request)?;
    let answer = connection.answer()?;
    if answer.status != status {
        let (sent, found) = (request.escape_ascii(), answer.body.escape_ascii());
        return Err(format!("{status} was due, not {}: {sent}\n{found}", answer.status).into());
    }
    Ok(answer.body)
}

/// The same request with a number of its own in each place for one.
fn numbered(request: &[u8], number: u64) -> Vec<u8> {
    let mut numbered = request.to_vec();
    let number = format!("{number:0width$}", width = PLACEHOLDER.len());
    let starts: Vec<usize> = request
        .windows(PLACEHOLDER.len())
        .enumerate()
        .filter(|(_, window)| *window == PLACEHOLDER.as_bytes())
        .map(|(start, _)| start)
        .collect();
    for start in starts {
        if let Some(place) = numbered.get_mut(start..start + number.len()) {
            place.copy_from_slice(number.as_bytes());
        }
    }
    numbered
}

fn post(body: &Value) -> Vec<u8> {
    request("POST", PATH, HEADERS, &body.to_string())
}

/// The places of all members, also of inner objects.
fn pointers(value: &Value) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    members
        .flat_map(|(name, value)| {
            let place = format!("/{}", secmaster_spec::pointer_token(name));
            let inner = pointers(value).into_iter().map(|inner| format!("{place}{inner}"));
            inner.chain([place.clone()]).collect::<Vec<_>>()
        })
        .collect()
}
