//! Limits of time and size, and connections that break.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Barrier;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use crate::support::{DELETED, Server, builder, client_of, delete, reply};
use secmaster_client::http::Request;
use secmaster_client::{Error, Limits, Timeouts, Transport, UreqTransport};

const SHORT: Duration = Duration::from_millis(150);

/// Fails in time, or the test does.
fn error_of(url: &str, timeouts: Timeouts) -> Error {
    let client = builder(url).timeouts(timeouts).build().unwrap();
    let start = Instant::now();
    let error = client.send(&delete(["a"])).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(3), "{error}");
    error
}

#[test]
fn connecting_takes_no_longer_than_its_limit() {
    // It accepts, but never says a word of the TLS handshake.
    let server = Server::accepting(|stream| {
        let mut stream = stream;
        while stream.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
    });
    let url = server.url().replace("http:", "https:");
    let error = error_of(&url, Timeouts::default().with_connect(SHORT));
    assert_eq!(error.to_string(), "delete-indicator: timed out connecting");
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
    assert!(!error.may_have_been_applied());
}

#[test]
fn sending_the_body_takes_no_longer_than_its_limit() {
    let server = Server::accepting(|_stream| sleep(Duration::from_secs(2)));
    let client =
        builder(&server.url()).timeouts(Timeouts::default().with_send_body(SHORT)).build().unwrap();
    let long = "x".repeat(16 * 1024 * 1024);
    let error = client.send(&delete([&long])).unwrap_err();
    assert_eq!(error.to_string(), "delete-indicator: timed out sending the body");
    assert!(error.may_have_been_applied());
}

#[test]
fn waiting_for_the_answer_takes_no_longer_than_its_limit() {
    let server = Server::start(|_, _| {
        sleep(Duration::from_secs(1));
        false
    });
    let error = error_of(&server.url(), Timeouts::default().with_receive_response(SHORT));
    assert_eq!(error.to_string(), "delete-indicator: timed out waiting for the answer");
    assert!(error.may_have_been_applied());
}

#[test]
fn reading_the_answer_takes_no_longer_than_its_limit() {
    let server = Server::start(|_, stream| {
        reply(stream, "200 OK", "", DELETED);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{");
        sleep(Duration::from_secs(1));
        false
    });
    let silent = Server::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{");
        sleep(Duration::from_secs(1));
        false
    });
    assert!(client_of(&server).send(&delete(["a"])).is_ok());
    let error = error_of(&silent.url(), Timeouts::default().with_receive_body(SHORT));
    assert_eq!(error.to_string(), "delete-indicator: 200 timed out reading the answer");
    assert!(error.may_have_been_applied());
}

#[test]
fn an_answer_that_drips_in_is_cut_off_over_all() {
    let server = Server::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        for _ in 0..100 {
            if stream.write_all(b" ").is_err() {
                break;
            }
            sleep(Duration::from_millis(20));
        }
        false
    });
    let start = Instant::now();
    let error =
        error_of(&server.url(), Timeouts::default().with_overall(Duration::from_millis(300)));
    assert!(start.elapsed() < Duration::from_millis(900));
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "delete-indicator: 200 timed out over all");
}

#[test]
fn a_silent_server_is_cut_off_over_all() {
    let server = Server::start(|_, _| {
        sleep(Duration::from_secs(1));
        false
    });
    let error = error_of(&server.url(), Timeouts::default().with_overall(SHORT));
    assert_eq!(error.to_string(), "delete-indicator: timed out over all");
}

#[test]
fn an_answer_has_a_size_limit() {
    let sized = Server::start(|_, stream| reply(stream, "200 OK", "", &" ".repeat(1001)));
    let endless = Server::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
        while stream.write_all(&[b' '; 1024]).is_ok() {}
        false
    });
    for server in [sized, endless] {
        let client = builder(&server.url()).max_response_bytes(1000).build().unwrap();
        let error = client.send(&delete(["a"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "delete-indicator: 200 the answer is too large: its body has more than 1000 bytes"
        );
        assert!(error.is_transport() && error.may_have_been_applied());
    }
    let body = format!("{DELETED}{}", " ".repeat(1000 - DELETED.len()));
    let exact = Server::start(move |_, stream| reply(stream, "200 OK", "", &body));
    let client = builder(&exact.url()).max_response_bytes(1000);
    assert!(client.build().unwrap().send(&delete(["a"])).is_ok());
}

#[test]
fn a_head_has_a_size_limit() {
    let header = format!("x-long: {}\r\n", "x".repeat(100_000));
    let server = Server::start(move |_, stream| reply(stream, "200 OK", &header, DELETED));
    let error = client_of(&server).send(&delete(["a"])).unwrap_err();
    assert!(
        error.to_string().starts_with("delete-indicator: the answer is too large: "),
        "{error}"
    );
}

#[test]
fn a_broken_connection_is_told_from_none() {
    let cut = Server::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"code\"");
        false
    });
    let error = client_of(&cut).send(&delete(["a"])).unwrap_err();
    assert!(error.is_transport() && !error.is_connect() && error.may_have_been_applied());
    assert_eq!(
        error.to_string(),
        "delete-indicator: 200 the connection ended before the answer did: io: Peer disconnected"
    );

    let mute = Server::start(|_, _| false);
    let error = client_of(&mute).send(&delete(["a"])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "delete-indicator: the connection ended before the answer did: io: Peer disconnected"
    );

    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = error_of(&format!("http://{gone}"), Timeouts::default());
    assert!(error.is_connect() && !error.may_have_been_applied(), "{error:?}");

    // A name that is too long is refused without asking the network.
    let unknown = format!("https://{}.example", "x".repeat(70));
    let error = error_of(&unknown, Timeouts::default());
    assert!(error.is_connect() && !error.may_have_been_applied(), "{error:?}");
    let request = Request::get(&unknown).body(&b""[..]).unwrap();
    let limits = Limits::starting_now(Timeouts::default(), 1024);
    let error = UreqTransport::new(1).send(request, &limits).unwrap_err();
    assert!(!error.may_have_been_sent(), "{error:?}");
}

#[test]
fn what_is_not_http_is_told() {
    for (junk, url) in [
        (&b"SSH-2.0-OpenSSH_9.2\r\n\r\n"[..], "http://"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "http://"),
    ] {
        let server = Server::start(move |_, stream| {
            let _ = stream.write_all(junk);
            false
        });
        let error = error_of(&format!("{url}{}", server.address), Timeouts::default());
        assert!(error.to_string().contains("the answer is not HTTP: protocol: "), "{error}");
        assert!(error.may_have_been_applied());
    }
    let plain = Server::accepting(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = plain.url().replace("http:", "https:");
    let error = error_of(&url, Timeouts::default());
    assert!(error.to_string().contains("TLS failed: io: "), "{error}");
    assert!(!error.may_have_been_applied());
}

#[test]
fn threads_share_connections() {
    let server = Server::start(|_, stream| {
        // Long enough for all threads to be waiting at once.
        sleep(Duration::from_millis(20));
        reply(stream, "200 OK", "", DELETED)
    });
    let client = client_of(&server);
    let rounds = Barrier::new(8);
    scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                for _ in 0..5 {
                    rounds.wait();
                    client.send(&delete(["a"])).unwrap();
                }
            });
        }
    });
    assert_eq!(server.seen().len(), 40);
    assert!(server.connections() <= 8, "{}", server.connections());
}

#[test]
fn errors_keep_the_connection() {
    let server = Server::start(|_, stream| {
        reply(stream, "400 Bad Request", "", r#"{"code":"S.1","message":"m"}"#)
    });
    let client = client_of(&server);
    for _ in 0..10 {
        assert!(client.send(&delete(["a"])).unwrap_err().is_service());
    }
    assert_eq!(server.connections(), 1);
}
