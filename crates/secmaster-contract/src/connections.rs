//! Whether an endpoint serves one connection after the other only, as simple servers do.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::target::Target;
use crate::watched;

/// So long an endpoint may take for its first answer to tell anything here.
const FIRST: Duration = Duration::from_secs(2);

/// The second answer may take so many times as long as the first, and at least this long.
const SECOND: (u32, Duration) = (10, Duration::from_secs(1));

/// Whether the endpoint leaves a second connection without an answer while a first one is open.
pub(crate) fn is_one_at_a_time(target: &Target) -> bool {
    if target.is_encrypted() {
        return false;
    }
    let started = Instant::now();
    let Some(_open) = asked(target, FIRST) else { return false };
    let (times, least) = SECOND;
    asked(target, started.elapsed().saturating_mul(times).max(least)).is_none()
}

/// A connection that had an answer, and stays open on this side; a `GET` of the root changes nothing.
fn asked(target: &Target, patience: Duration) -> Option<TcpStream> {
    let mut stream = watched::connect(target, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    let (host, _) = watched::split(target.endpoint());
    stream.write_all(format!("GET / HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).ok()?;
    stream.read(&mut [0; 64 * 1024]).ok().map(|_| stream)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::Duration;

    use secmaster_spec::Service;

    use super::is_one_at_a_time;
    use crate::case::{Case, Connection, Phase, Route, route_of};
    use crate::cases::cases;
    use crate::options::Profile;
    use crate::send::{HttpSender, Sender as _};
    use crate::target::Target;

    fn serve(stream: TcpStream) {
        let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
        while lines.any(|line| line.is_empty()) {
            let answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
            if (&stream).write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }

    fn target(is_patient: bool) -> Target {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if is_patient {
                    serve(stream);
                } else {
                    thread::spawn(|| serve(stream));
                }
            }
        });
        Target::new(&endpoint).unwrap()
    }

    #[test]
    fn a_server_of_one_connection_is_told_from_others() {
        assert!(is_one_at_a_time(&target(true)));
        assert!(!is_one_at_a_time(&target(false)));
        assert!(!is_one_at_a_time(&Target::new("http://127.0.0.1:1").unwrap()));
    }

    #[test]
    fn no_request_waits_for_the_connection_of_another() {
        let service = Service::embedded().unwrap();
        let target = target(true).filled(&service);
        let phases = [Phase::Coverage, Phase::Protocol];
        let all = cases(&service, &phases, target.parameters(), Profile::Documented);
        let sender = HttpSender::closing(&target, Duration::from_secs(5));
        for route in [Route::Raw, Route::Watched, Route::Client] {
            let case = all.iter().find(|case| route_of(case) == route).unwrap();
            assert_eq!(sender.send(case).map(|answer| answer.status), Ok(404), "{route:?}");
        }
        let case = all.iter().find(|case| route_of(case) == Route::Client).unwrap();
        for connection in [Connection::OfTurn, Connection::AtOnce, Connection::New] {
            let answer = sender.send(&Case { connection, ..case.clone() });
            assert_eq!(answer.map(|answer| answer.status), Ok(404), "{connection:?}");
        }
    }
}
