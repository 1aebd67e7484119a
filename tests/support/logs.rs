//! What the service logs.
//!
//! One subscriber for the whole program, which asks each thread whether it listens: `tracing` decides for good
//! at an event's first occurrence whether anybody does, so a subscriber per test would miss some.

use std::cell::{Cell, RefCell};
use std::io;
use std::sync::Once;

use serde_json::Value;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static HEARD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Everything that this thread logs, down to the finest level. A test has one thread.
#[derive(Debug)]
pub(crate) struct Logs(());

#[derive(Clone, Copy, Debug)]
struct ThisThread;

impl io::Write for ThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        HEARD.with_borrow_mut(|heard| heard.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for ThisThread {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

impl Logs {
    /// From now on, until this is dropped.
    pub(crate) fn capture() -> Self {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            let listening = dynamic_filter_fn(|_, _| LISTENING.get());
            let lines = tracing_subscriber::fmt::layer().json().flatten_event(true);
            let lines = lines.with_writer(ThisThread).with_filter(listening);
            tracing_subscriber::registry().with(lines).init();
        });
        LISTENING.set(true);
        Self(())
    }

    /// Everything so far.
    #[expect(clippy::unused_self, reason = "who holds this listens")]
    pub(crate) fn text(&self) -> String {
        HEARD.with_borrow(|heard| String::from_utf8(heard.clone()).unwrap())
    }

    /// The lines about requests.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["target"] == "optout::request").collect()
    }
}

impl Drop for Logs {
    fn drop(&mut self) {
        LISTENING.set(false);
        HEARD.take();
    }
}
