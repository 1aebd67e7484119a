use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;

const TOKEN: &str = "EAAB-token";
const OK: &str = r#"{"messaging_product":"whatsapp","contacts":[{"input":"5491155550101","wa_id":"5491155550101"}],"messages":[{"id":"wamid.OWN-9"}]}"#;

/// What a fake of Meta does with the one request that it gets.
enum Does {
    /// Answers these bytes and hangs up.
    Says(String),
    /// Reads the request and says nothing.
    Stalls,
    /// Answers this and then nothing more, but stays.
    Halts(String),
    /// Answers this and then a hundred megabytes.
    Floods(String),
    /// Does not even read.
    HangsUp,
}

fn answer(status: &str, headers: &str, body: &str) -> Does {
    let length = body.len();
    Does::Says(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
}

fn error(code: i64) -> String {
    json!({"error": {"message": format!("(#{code}) text"), "code": code, "error_data": {"details": "for +5491155550101"}}})
        .to_string()
}

/// A fake, and what it was sent.
async fn fake(does: Does) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let handle = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // A second request would be a retry: nobody may make one.
        let second = async {
            let _ = listener.accept().await;
            panic!("a second connection");
        };
        let first = async {
            if matches!(does, Does::HangsUp) {
                return String::new();
            }
            let request = request(&mut stream).await;
            perform(does, &mut stream).await;
            request
        };
        tokio::select! {
            request = first => request,
            () = second => unreachable!(),
        }
    });
    (address, handle)
}

async fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.unwrap_or("0").parse().unwrap() {
                return text;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return text;
        }
    }
}

async fn perform(does: Does, stream: &mut TcpStream) {
    match does {
        Does::HangsUp => {}
        Does::Says(text) => stream.write_all(text.as_bytes()).await.unwrap(),
        Does::Stalls => std::future::pending().await,
        Does::Halts(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            std::future::pending::<()>().await;
        }
        Does::Floods(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            let chunk = vec![b' '; 1_000_000];
            for _ in 0..100 {
                if stream.write_all(&chunk).await.is_err() {
                    return;
                }
            }
            panic!("all of it was read");
        }
    }
}

fn graph(url: &str) -> Graph {
    let limits = Limits { connect: Duration::from_millis(500), total: Duration::from_millis(700) };
    Graph::with_limits(url, "v23.0", limits).unwrap()
}

async fn send_to(url: &str, to: &str, answers: Option<&str>) -> Sent {
    let (token, to) = (SecretString::from(TOKEN), Identifier::parse(to, None).unwrap());
    let text = "Listo, ya no le escribiremos.";
    let message = Message { sender_id: "700000000000001", token: &token, to: &to, text, answers };
    assert_eq!(format!("{message:?}"), "Message { sender_id: \"700000000000001\", .. }");
    graph(url).send(&message).await
}

async fn sent(does: Does) -> Sent {
    let (address, handle) = fake(does).await;
    let sent = send_to(&format!("http://{address}"), "+5491155550101", None).await;
    assert!(!handle.is_finished() || handle.await.is_ok());
    let shown = format!("{sent:?}");
    assert!(!shown.contains("5550101") && !shown.contains(TOKEN), "{shown}");
    sent
}

fn refused(code: Option<i64>, detail: &str) -> Sent {
    Sent::Refused { code, detail: detail.to_owned() }
}

fn retry(reason: &str, seconds: Option<u64>) -> Sent {
    Sent::Retry { reason: reason.to_owned(), after: seconds.map(Duration::from_secs) }
}

fn unknown(reason: &str) -> Sent {
    Sent::Unknown { reason: reason.to_owned() }
}

#[tokio::test]
async fn a_message_goes_out_as_meta_wants_it() {
    let cases = [
        ("+5491155550101", None, json!({"to": "5491155550101"})),
        (
            "AR.1000200030004000",
            Some("wamid.OWN-1"),
            json!({"recipient": "AR.1000200030004000", "context": {"message_id": "wamid.OWN-1"}}),
        ),
    ];
    for (to, answers, more) in cases {
        let (address, handle) = fake(answer("200 OK", "", OK)).await;
        let sent = send_to(&format!("http://{address}/"), to, answers).await;
        assert_eq!(sent, Sent::Accepted { message_id: Some("wamid.OWN-9".to_owned()) });
        let request = handle.await.unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<_> = head.lines().collect();
        assert_eq!(lines.remove(0), "POST /v23.0/700000000000001/messages HTTP/1.1");
        for line in ["authorization: Bearer EAAB-token", "content-type: application/json"] {
            assert!(lines.contains(&line), "{head}");
        }
        let mut expected = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "type": "text",
            "text": {"preview_url": false, "body": "Listo, ya no le escribiremos."},
        });
        expected.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(serde_json::from_str::<Value>(body).unwrap(), expected);
    }
}

#[tokio::test]
async fn what_meta_took_is_accepted_even_if_its_answer_is_unreadable() {
    for body in ["", "{}", "[]", "thanks", r#"{"messages":[]}"#, r#"{"messages":[{"id":7}]}"#] {
        assert_eq!(sent(answer("200 OK", "", body)).await, Sent::Accepted { message_id: None });
    }
    let endless = "HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n".to_owned();
    for does in [Does::Says(endless.clone()), Does::Halts(endless.clone()), Does::Floods(endless)] {
        assert_eq!(sent(does).await, Sent::Accepted { message_id: None });
    }
}

#[tokio::test]
async fn what_meta_does_not_want_is_refused() {
    let detail = "for +•••";
    for (status, code) in [
        ("400 Bad Request", 131_030),
        ("401 Unauthorized", 190),
        ("400 Bad Request", 131_050),
        ("200 OK", 131_026),
    ] {
        assert_eq!(sent(answer(status, "", &error(code))).await, refused(Some(code), detail));
    }
    let text = r#"{"error":{"code":"100","message":"param\n12345678 and 123456"}}"#;
    assert_eq!(
        sent(answer("400 Bad Request", "", text)).await,
        refused(Some(100), "param ••• and 123456")
    );
    assert_eq!(
        sent(answer("400 Bad Request", "", r#"{"error":"no"}"#)).await,
        refused(None, "HTTP 400")
    );
    assert_eq!(sent(answer("403 Forbidden", "", "<html>")).await, refused(None, "HTTP 403"));
    // Whoever the message is redirected to gets neither it nor the token.
    let (elsewhere, other) = fake(answer("200 OK", "", OK)).await;
    for status in ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let does = answer(status, &format!("location: http://{elsewhere}/\r\n"), "");
        assert_eq!(
            sent(does).await,
            refused(None, &format!("HTTP {}", &status.split(' ').next().unwrap()))
        );
    }
    assert!(!other.is_finished());
    other.abort();
}

#[tokio::test]
async fn what_was_surely_not_sent_may_be_sent_later() {
    assert_eq!(
        sent(answer("429 Too Many Requests", "retry-after: 30\r\n", "")).await,
        retry("HTTP 429", Some(30))
    );
    assert_eq!(
        sent(answer("429 Too Many Requests", "retry-after: soon\r\n", "{}")).await,
        retry("HTTP 429", None)
    );
    let long = answer("429 Too Many Requests", "retry-after: 99999999\r\n", &error(131_048));
    assert_eq!(sent(long).await, retry("HTTP 429, error 131048", Some(86_400)));
    for code in LATER {
        for status in ["400 Bad Request", "500 Internal Server Error", "503 Service Unavailable"] {
            let number = status.split(' ').next().unwrap();
            let reason = format!("HTTP {number}, error {code}");
            assert_eq!(sent(answer(status, "", &error(code))).await, retry(&reason, None));
        }
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    // Nobody listens; no such name; and somebody who does not speak TLS.
    let (plain, handle) = fake(answer("200 OK", "", OK)).await;
    for url in
        [format!("http://{closed}"), "http://nobody.invalid".to_owned(), format!("https://{plain}")]
    {
        let sent = send_to(&url, "+5491155550101", None).await;
        assert!(matches!(sent, Sent::Retry { after: None, .. }), "{url}: {sent:?}");
    }
    handle.abort();
    // Somebody who never finishes the handshake.
    let (silent, handle) = fake(Does::Stalls).await;
    let sent = send_to(&format!("https://{silent}"), "+5491155550101", None).await;
    assert!(matches!(sent, Sent::Retry { .. }), "{sent:?}");
    handle.abort();
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_sent_again() {
    let stalled = sent(Does::Stalls).await;
    assert!(
        matches!(&stalled, Sent::Unknown { reason } if reason.contains("timed out")),
        "{stalled:?}"
    );
    for does in [
        Does::HangsUp,
        Does::Says(String::new()),
        Does::Says("HTTP/1.1 200".to_owned()),
        Does::Says("SMTP".to_owned()),
        Does::Halts("HTTP/1.1 200 OK\r\nx: y".to_owned()),
    ] {
        let sent = sent(does).await;
        assert!(matches!(sent, Sent::Unknown { .. }), "{sent:?}");
    }
    for (status, number) in
        [("500 Internal Server Error", 500), ("502 Bad Gateway", 502), ("408 Request Timeout", 408)]
    {
        for body in ["", "<html>", "{}"] {
            assert_eq!(sent(answer(status, "", body)).await, unknown(&format!("HTTP {number}")));
        }
        assert_eq!(
            sent(answer(status, "", &error(1))).await,
            unknown(&format!("HTTP {number}, error 1"))
        );
    }
    let cut = "HTTP/1.1 500 x\r\ncontent-length: 900\r\n\r\n{\"error\":".to_owned();
    assert_eq!(sent(Does::Says(cut)).await, unknown("HTTP 500"));
}

#[tokio::test]
async fn what_cannot_be_a_request_is_not_made() {
    let (address, handle) = fake(answer("200 OK", "", OK)).await;
    let to = Identifier::parse("+5491155550101", None).unwrap();
    for (sender_id, token) in [("", "t"), ("../me", "t"), ("7/8", "t"), ("٧", "t"), ("7", "a\nb")]
    {
        let token = SecretString::from(token);
        let message = Message { sender_id, token: &token, to: &to, text: "x", answers: None };
        let sent = graph(&format!("http://{address}")).send(&message).await;
        assert!(matches!(sent, Sent::Refused { code: None, .. }), "{sender_id}: {sent:?}");
    }
    assert!(!handle.is_finished());
    handle.abort();
}

#[test]
fn only_web_addresses_are_taken() {
    for url in ["", "graph.facebook.com", "file:///etc", "https://"] {
        assert!(matches!(Graph::new(url, "v23.0"), Err(GraphError::Url)), "{url}");
    }
    let graph = Graph::new("https://graph.facebook.com", "v23.0").unwrap();
    assert_eq!(format!("{graph:?}"), "Graph { base: \"https://graph.facebook.com/v23.0/\", .. }");
}
