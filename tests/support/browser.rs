//! A browser that keeps cookies, follows no redirect and runs no script.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Response, header};

use super::make::encoded;
use super::{Answer, Client};

/// Where the pages that the browser shows come from.
const HOST: &str = "optout.example.com";

/// One browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(client: &Client) -> Self {
        let client = client.with("accept", "text/html").with("host", HOST);
        Self { client, cookies: BTreeMap::new() }
    }

    /// The same with one header more on each request.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        Self { client: self.client.with(name, value), cookies: self.cookies.clone() }
    }

    /// The same cookies at another service.
    pub(crate) fn through(&self, client: &Client) -> Self {
        Self { cookies: self.cookies.clone(), ..Self::new(client) }
    }

    /// The session's cookie, name and value.
    pub(crate) fn session(&self) -> Option<(&String, &String)> {
        self.cookies.iter().find(|(name, _)| name.contains("session"))
    }

    /// Replaces a cookie.
    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    fn sent(&self) -> Client {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() {
            return self.client.clone();
        }
        self.client.with("cookie", &cookies.join("; "))
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let answer = self.sent().get(path).await;
        self.keep(&answer);
        answer
    }

    /// An answer whose body is still to be read, for those that do not end.
    pub(crate) async fn open(&self, path: &str) -> Response<Body> {
        let client = self.sent();
        let request = client.request(Method::GET, path).body(Body::empty()).unwrap();
        client.open(request).await
    }

    /// A page that is there, as text.
    pub(crate) async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        answer.text()
    }

    /// Sends a form as a page of the service does, without the token.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(&format!("https://{HOST}"), path, fields).await
    }

    /// Sends a form from a page of this origin.
    pub(crate) async fn post_from(
        &mut self,
        origin: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let client = self.sent().with(header::ORIGIN.as_str(), origin);
        let request = client
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        let answer = client.send(request).await;
        self.keep(&answer);
        answer
    }

    /// Sends a form with the token that a page of the session carries.
    pub(crate) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut all = vec![("token", token.as_str())];
        all.extend(fields);
        self.post(path, &all).await
    }

    /// The token that the session's pages carry.
    pub(crate) async fn token(&mut self) -> String {
        let page = self.page("/audience").await;
        let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// Signs in with a key; what it was answered with.
    pub(crate) async fn sign_in(&mut self, key: &str) -> Answer {
        self.post("/sign-in", &[("key", key), ("next", "/audience")]).await
    }

    fn keep(&mut self, answer: &Answer) {
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
