//! Chromium, driven through its driver as a person would drive it: pages in it run their scripts, and whatever it
//! complains of fails the test.
//!
//! One driver serves all tests of the process; each window is a browser of its own with a profile of its own.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{
    By, ChromeCapabilities, ChromiumLikeCapabilities as _, DesiredCapabilities, Key,
    LoggingPrefsLogLevel, TypingData, WebDriver, WebElement,
};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{App, port};

/// The accessibility checks of Deque, unchanged (<https://github.com/dequelabs/axe-core>).
const AXE: &str = include_str!("../dashboard/vendor/axe-core-4.14.1.min.js");

/// How long a page may take to become what it is waited for, on a machine with other work.
const PATIENCE: Duration = Duration::from_secs(20);

/// Browsers at once: each takes some 200 MB.
const BROWSERS: usize = 4;

/// What a browser is told that is started by a program: nothing but the pages of the test is loaded. As root it
/// has no sandbox; through the pipe it ends with its driver.
const ARGUMENTS: [&str; 14] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
    "--window-size=1280,900",
];

/// Runs the driver until its own input ends, which it does with the process of the tests, however that ends.
const KEEPER: &str = r#"
    TMPDIR=$(mktemp -d) || exit 1
    export TMPDIR
    "$1" --port=0 </dev/null &
    read -r _ || :
    kill "$!"
    wait "$!"
    rm -rf "$TMPDIR"
"#;

/// The running driver.
#[derive(Debug)]
struct Driver {
    url: String,
    browser: String,
    slots: Arc<Semaphore>,
    /// Its input ends when this process does.
    _keeper: Child,
}

static DRIVER: LazyLock<Option<Driver>> = LazyLock::new(Driver::start);

impl Driver {
    /// `None` where there is no browser. Where the result counts, that is a failure.
    fn start() -> Option<Self> {
        let finder = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/install-browser");
        let found = Command::new(finder).arg("--find").output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if !found.status.success() {
            let complaint = text(&found.stderr);
            assert!(!is_ci(), "{complaint}");
            // Not through the macro, whose lines are swallowed when a test passes.
            let note = format!("\nTHE TESTS IN A BROWSER ARE SKIPPED. {complaint}\n\n");
            std::io::stderr().write_all(note.as_bytes()).unwrap();
            return None;
        }
        let found = text(&found.stdout);
        let (browser, driver) = found.split_once('\n').unwrap();
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "sh", driver])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("was started successfully on port ")?;
                Some(port.trim_end_matches('.').to_owned())
            })
            .unwrap();
        // The pipe stays open and empty, or the driver would stand still some day.
        std::thread::spawn(move || lines.for_each(drop));
        let browser = browser.to_owned();
        let slots = Arc::new(Semaphore::new(BROWSERS));
        Some(Self { url: format!("http://127.0.0.1:{port}"), browser, slots, _keeper: keeper })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether a missing browser is a failure is said by whoever runs the tests"
)]
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// A service that browsers reach, with a tenant of its own.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) url: String,
    driver: &'static Driver,
    _stop: oneshot::Sender<()>,
}

impl Site {
    /// `None` where no browser is installed, which was said then.
    pub(crate) async fn open() -> Option<Self> {
        let driver = DRIVER.as_ref()?;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = App::shared_at(&url).await;
        let (_, stop, _) = port::serve(&app, listener);
        Some(Self { app, url, driver, _stop: stop })
    }

    /// A browser that knows nothing yet.
    pub(crate) async fn window(&self) -> Window {
        let slot = Arc::clone(&self.driver.slots).acquire_owned().await.unwrap();
        // The client of the driver needs one, with TLS or without; another one may be installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let driver = WebDriver::new(&self.driver.url, self.capabilities()).await.unwrap();
        driver.set_script_timeout(PATIENCE).await.unwrap();
        Window { driver, url: self.url.clone(), _slot: slot }
    }

    fn capabilities(&self) -> ChromeCapabilities {
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(&self.driver.browser).unwrap();
        for argument in ARGUMENTS {
            capabilities.add_arg(argument).unwrap();
        }
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        capabilities
    }
}

/// A window of a browser of its own.
#[derive(Debug)]
pub(crate) struct Window {
    driver: WebDriver,
    url: String,
    _slot: OwnedSemaphorePermit,
}

impl Window {
    /// Asks for a page of the service.
    pub(crate) async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.url)).await.unwrap();
    }

    /// Path and query of the page.
    pub(crate) async fn here(&self) -> String {
        let url = self.driver.current_url().await.unwrap().to_string();
        url.strip_prefix(&self.url).unwrap_or(&url).to_owned()
    }

    /// Signs in with this key, and arrives at the list.
    pub(crate) async fn sign_in(&self, key: &str) {
        self.go("/sign-in").await;
        self.fill("#key", key).await;
        self.press(Key::Enter).await;
        self.arrives("/audience").await;
    }

    /// What this script returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.run_with(script, &[]).await
    }

    /// What this script returns, whose `arguments` these are.
    pub(crate) async fn run_with(&self, script: &str, arguments: &[Value]) -> Value {
        self.driver.execute(script, arguments.to_vec()).await.unwrap().json().clone()
    }

    /// Waits until this expression is true in the page.
    pub(crate) async fn until(&self, expression: &str) {
        let script = format!("return Boolean({expression})");
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            // A page that is just being replaced answers nothing.
            let answer = self.driver.execute(&*script, Vec::new()).await;
            if answer.as_ref().is_ok_and(|answer| answer.json() == &Value::Bool(true)) {
                return;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "never true at {}: {expression}\n{answer:?}\n{}",
                self.here().await,
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Waits until the page is the one at this path, whatever its query, and is loaded.
    pub(crate) async fn arrives(&self, path: &str) {
        let path = json!(path);
        self.until(&format!("location.pathname === {path} && document.readyState === 'complete'"))
            .await;
    }

    /// The text that people see.
    pub(crate) async fn text(&self) -> String {
        self.run("return document.body.innerText").await.as_str().unwrap().to_owned()
    }

    pub(crate) async fn element(&self, css: &str) -> WebElement {
        let found = self.driver.find(By::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub(crate) async fn click(&self, css: &str) {
        let clicked = self.element(css).await.click().await;
        clicked.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Writes this into a field in the place of what is there.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let field = self.element(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses keys one after the other, wherever the focus is.
    pub(crate) async fn press(&self, keys: impl Into<TypingData>) {
        self.driver.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Where the focus is: `#id` or the name of the element, and its text.
    pub(crate) async fn focus(&self) -> String {
        let script = "const at = document.activeElement; \
                      return (at.id ? '#' + at.id : at.localName) + ' ' + (at.innerText ?? '').trim()";
        self.run(script).await.as_str().unwrap().trim().to_owned()
    }

    /// As if the person preferred this: `light` or `dark`.
    pub(crate) async fn prefer(&self, scheme: &str) {
        // Colours that change slowly would be measured half-way.
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// As if it were printed.
    pub(crate) async fn as_printed(&self) {
        self.devtools("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
    }

    /// As if the window were this wide, on a phone or not.
    pub(crate) async fn resize(&self, width: u32, is_phone: bool) {
        let metrics =
            json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": is_phone});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    async fn devtools(&self, method: &str, parameters: Value) {
        self.driver.cdp().send_raw(method, parameters).await.unwrap();
    }

    /// What reaches beyond the window to the side.
    pub(crate) async fn overflowing(&self) -> Vec<String> {
        let script = "
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.querySelectorAll('body *')]
                .filter((element) => element.getBoundingClientRect().right > wide + 1)
                .map((element) => element.outerHTML.slice(0, 200));";
        strings(&self.run(script).await)
    }

    /// What the accessibility check finds that is serious or worse.
    pub(crate) async fn barriers(&self) -> Vec<String> {
        self.violations("{}").await
    }

    /// What of it depends on colours alone: all that can be otherwise in another colour scheme.
    pub(crate) async fn low_contrasts(&self) -> Vec<String> {
        self.violations("{runOnly: ['color-contrast']}").await
    }

    async fn violations(&self, options: &str) -> Vec<String> {
        let known = self.run("return typeof axe === 'object'").await;
        if known != Value::Bool(true) {
            self.run(AXE).await;
        }
        let script = r"
            const done = arguments[arguments.length - 1];
            const say = (rule) => rule.nodes.map((node) =>
                `${rule.impact} ${rule.id}: ${node.html} ${node.failureSummary}`).join('\n');
            axe.run(document, {resultTypes: ['violations'], ...OPTIONS}).then(
                (found) => done(found.violations
                    .filter((rule) => ['serious', 'critical'].includes(rule.impact)).map(say)),
                (error) => done([String(error)]));"
            .replace("OPTIONS", options);
        let found = self.driver.execute_async(script, Vec::new()).await.unwrap();
        strings(found.json())
    }

    /// What the browser has complained of since it was asked last: errors of scripts, refusals of the page's
    /// policy, requests that failed.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter()
            .filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"))
            .map(|entry| entry.message)
            .collect()
    }

    /// Where the browser saves what is downloaded.
    pub(crate) async fn save_to(&self, place: &Path) {
        let parameters = json!({"behavior": "allow", "downloadPath": place});
        self.devtools("Browser.setDownloadBehavior", parameters).await;
    }

    /// Closes the browser, which must have had nothing to complain of.
    pub(crate) async fn close(self) {
        let complaints = self.complaints().await;
        self.driver.quit().await.unwrap();
        let mut text = String::new();
        for complaint in &complaints {
            writeln!(text, "{complaint}").unwrap();
        }
        assert!(complaints.is_empty(), "{text}");
    }
}

fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("{list}"));
    list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// What was downloaded under a name that ends like this, once it is there.
pub(crate) async fn saved(place: &Path, end: &str) -> String {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let files = std::fs::read_dir(place).unwrap().map(|file| file.unwrap().path());
        // Until it is whole, it has another name.
        let found = files.into_iter().find(|file| file.to_string_lossy().ends_with(end));
        if let Some(file) = found {
            return std::fs::read_to_string(file).unwrap();
        }
        assert!(tokio::time::Instant::now() < deadline, "{end} was never saved");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}
