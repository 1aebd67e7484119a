//! `optout health`

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::CommandResult;
use crate::config;

/// Asks the liveness address. A container image has no curl; one request needs no HTTP client.
pub(super) async fn run() -> CommandResult {
    let listen = config::read_listen(&config::environment)?;
    let ask = async {
        let mut stream = TcpStream::connect((std::net::Ipv4Addr::LOCALHOST, listen.port())).await?;
        stream
            .write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await?;
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await?;
        Ok::<_, std::io::Error>(answer.starts_with(b"HTTP/1.1 200"))
    };
    if tokio::time::timeout(Duration::from_secs(3), ask).await?? {
        Ok(())
    } else {
        Err("the service is not alive".into())
    }
}
