// What the integration tests share.

#![allow(dead_code, clippy::unwrap_used)]

mod operation;
mod server;

pub use operation::*;
pub use server::*;

use secmaster_client::{Client, ClientBuilder, RetryPolicy};

pub const TOKEN: &str = "MIIplanted/token+secret==";

/// A client of a server on this machine, which sends everything once.
pub fn builder(url: &str) -> ClientBuilder {
    let builder = Client::builder().endpoint(url).project_id("p 1").token(TOKEN);
    builder.retries(RetryPolicy::never())
}

pub fn client_of(server: &Server) -> Client {
    builder(&server.url()).build().unwrap()
}
