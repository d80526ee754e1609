//! A server that reads each request and always answers the same: what HTTP alone costs.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use super::Failure;

/// Starts one on a thread of its own, which ends with this program. Its answers have `size` bytes.
pub fn start(size: usize) -> Result<SocketAddr, Failure> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let address = listener.local_addr()?;
    let body = Bytes::from(vec![b' '; size]);
    std::thread::Builder::new().name("bare".to_owned()).spawn(move || {
        runtime.block_on(serve(&listener, body));
    })?;
    Ok(address)
}

async fn serve(listener: &TcpListener, body: Bytes) {
    while let Ok((stream, _)) = listener.accept().await {
        // Without it, answers wait for acknowledgements.
        let _ = stream.set_nodelay(true);
        let body = body.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, body.clone()));
            // A connection ends when the client ends it.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    body: Bytes,
) -> Result<Response<Full<Bytes>>, Infallible> {
    // What cannot be read is answered as well.
    let _ = request.into_body().collect().await;
    Ok(Response::new(Full::new(body)))
}
