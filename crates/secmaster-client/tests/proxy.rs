//! Proxies that the environment names.
//!
//! Variables are those of the whole process, so each kind has a process of its own: this test again.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use secmaster_client::http::Request;
use secmaster_client::{Limits, Timeouts, Transport as _, UreqTransport};

/// Tells a process that it is one of those.
const CHILD: &str = "SECMASTER_TEST_OF_PROXIES";

#[test]
fn each_kind_is_spoken_to_in_its_language() {
    if std::env::var_os(CHILD).is_some() {
        let request = Request::get("https://192.0.2.1/").body(&b""[..]).unwrap();
        let limits = Limits::starting_now(Timeouts::default(), 1024);
        UreqTransport::new(1).send(request, &limits).unwrap_err();
        return;
    }
    for (kind, begins) in [
        ("http", &b"CONNECT 192.0.2.1:443 HTTP/1.1"[..]),
        // The first bytes of a TLS handshake, and those of the versions of SOCKS.
        ("https", &[0x16, 0x03]),
        ("socks4", &[0x04, 0x01]),
        ("socks5", &[0x05]),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = format!("{kind}://{}", listener.local_addr().unwrap());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "each_kind_is_spoken_to_in_its_language"])
            .env(CHILD, "1")
            .env("ALL_PROXY", proxy)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        listener.set_nonblocking(true).unwrap();
        let mut stream = loop {
            if let Ok((stream, _)) = listener.accept() {
                break stream;
            }
            assert!(child.try_wait().unwrap().is_none(), "{kind}: nobody asked the proxy");
            std::thread::sleep(std::time::Duration::from_millis(5));
        };
        stream.set_nonblocking(false).unwrap();
        let mut bytes = [0; 256];
        let count = stream.read(&mut bytes).unwrap();
        assert!(bytes[..count].starts_with(begins), "{kind}: {:?}", &bytes[..count]);
        drop(stream);
        assert!(child.wait().unwrap().success(), "{kind}");
    }
}
