//! The HTTP kit: problems, extractors, pages, CSV, idempotency, the request line, limits, the server.
//!
//! It knows no resource and imports no slice.

mod answer;
pub mod coding;
pub mod csv;
pub mod extract;
pub mod facts;
pub mod form;
mod head_deadline;
pub mod health;
pub mod idempotency;
pub mod instant;
pub mod layers;
pub mod openapi;
pub mod page;
pub mod present;
pub mod problem;
pub mod request_log;
pub mod server;

pub use self::answer::{JsonAnswer, json};
pub use self::extract::{Json, NoQuery, PathParam, Query};
pub use self::page::Page;
pub use self::problem::{Code, FieldError, Problem};
