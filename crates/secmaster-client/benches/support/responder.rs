//! A server on this machine that answers every request the same, and keeps its connections.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// The body of each answer, as long as the documented one.
pub const ANSWER: &str = r#"{"code":0,"message":"","data":{"id":"28f61af50fc9452aa0ed5ea25c3cc3d3","name":"Command and control","data_object":{"indicator_type":{"indicator_type":"ipv6","id":"ac794b2dfab9fe8c0676587301a636d3"},"value":"203.0.113.7","data_source":{"domain_id":"ac7438b990ef4a37b741004eb45e8bf4","project_id":"5b8bb3c888db498f9eeaf1023f7ba597","region_id":"xxx","source_type":1},"workspace_id":"909494e3-558e-46b6-a9eb-07a8e18ca620","project_id":"909494e3-558e-46b6-a9eb-07a8e18ca62f","granular_marking":1,"first_report_time":"2023-07-04T16:47:01Z+0800","status":"Open"},"create_time":"2021-01-30T23:00:00Z+0800","update_time":"2021-01-30T23:00:00Z+0800"}}"#;

/// Starts it; it ends with the process.
pub fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    Ok(address)
}

/// Answers until the connection ends.
fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let length = ANSWER.len();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{ANSWER}");
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    let mut body = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some(length) = line.strip_prefix("content-length: ") {
            body = length.trim_end().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            io::copy(&mut io::Read::take(&mut reader, body), &mut io::sink())?;
            (&stream).write_all(answer.as_bytes())?;
        }
    }
}
