//! What only shows at a real port: limits of connections, and the end of the process.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::port::at_a_port;
use crate::support::process::{OwnCluster, Service, http, new_key};
use crate::support::{App, make};

/// Sends bytes and reads until the other side closes or answers no more.
async fn exchange(address: std::net::SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The other side may refuse before everything is sent.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(15), reading).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn requests_framed_in_two_ways_are_never_answered_twice() {
    let app = App::shared().await;
    let (address, stop, serving) = at_a_port(&app).await;
    let key = app.all().secret().to_owned();
    let post = |headers: &str, body: &str| {
        format!(
            "POST /v1/opt-outs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n{headers}\r\n{body}"
        )
    };
    let smuggled = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    for (headers, body) in [
        ("content-length: 5\r\ncontent-length: 6\r\n", smuggled),
        ("content-length: -1\r\n", ""),
        ("content-length: +5\r\n", "{\"a\":"),
        ("content-length: 0x5\r\n", "{\"a\":"),
        ("content-length: 99999999999999999999\r\n", ""),
        ("content-length: 4\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"),
        ("transfer-encoding: xchunked\r\n", "0\r\n\r\n"),
        ("transfer-encoding: identity\r\n", "{}"),
        ("transfer-encoding: chunked, identity\r\n", "0\r\n\r\n"),
        ("transfer-encoding : chunked\r\n", "0\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "-1\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "fffffffffffffffff\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "zz\r\n\r\n"),
        ("x: a\r\n b\r\n", ""),
        ("x\u{0}: a\r\n", ""),
        (": a\r\n", ""),
        ("content-length: 100\r\n", "{}"),
    ] {
        let answer = exchange(address, post(headers, body).as_bytes()).await;

        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{headers:?}: {answer}");
        assert!(!answer.starts_with("HTTP/1.1 2"), "{headers:?}: {answer}");
        assert!(!answer.contains(" 500 "), "{headers:?}: {answer}");
    }
    for garbage in [
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\r\n\r\n\r\n",
        "GET /\u{0} HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let answer = exchange(address, garbage.as_bytes()).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{garbage:?}: {answer}");
    }
    assert!(app.event_numbers().await.is_empty());
    drop(stop);
    serving.await.unwrap();
}

#[tokio::test]
async fn headers_without_end_are_refused() {
    let app = App::shared().await;
    let (address, stop, serving) = at_a_port(&app).await;

    let many = "x: y\r\n".repeat(200);
    let many =
        exchange(address, format!("GET /health/live HTTP/1.1\r\n{many}\r\n").as_bytes()).await;
    let large = "y".repeat(200_000);
    let large =
        exchange(address, format!("GET /health/live HTTP/1.1\r\nx: {large}\r\n\r\n").as_bytes())
            .await;
    let long = "y".repeat(100_000);
    let long =
        exchange(address, format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await;

    for answer in [many, large, long] {
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    drop(stop);
    serving.await.unwrap();
}

/// A request is under way when the signal comes: its body is half sent.
#[tokio::test]
async fn sigterm_lets_requests_under_way_finish() {
    let cluster = OwnCluster::start().await;
    let http = http();
    let mut service = Service::start(&cluster.app_url());
    let key = new_key(&http, &service).await;
    let body = json!({"phone": make::phone(1)}).to_string();
    let (first, second) = body.split_at(5);
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    let head = format!(
        "POST /v1/opt-outs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{first}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Another request on the same service, answered, says that the first has been taken up.
    http.get(service.url("/health/ready")).send().await.unwrap();

    service.signal("TERM");
    loop {
        // Readiness turns false, then nothing is accepted any more.
        match http.get(service.url("/health/ready")).send().await {
            Ok(answer) if answer.status() == 200 => tokio::task::yield_now().await,
            Ok(answer) => assert_eq!(answer.status(), 503),
            Err(_) => break,
        }
    }
    stream.write_all(second.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    drop(http);

    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(answer.contains(&make::phone(1)), "{answer}");
    let status = tokio::task::spawn_blocking(move || {
        let status = service.wait();
        (status, service.log())
    });
    let (status, log) = status.await.unwrap();
    assert!(status.success());
    assert!(log.iter().any(|line| line["message"] == "stopped"), "{log:?}");
}
