//! The rules of consent, identity and time, as pure code.
//!
//! Here live types that are valid by construction and functions of their arguments. No I/O, no `async`,
//! no axum, no sqlx: this folder could be moved into a crate of its own.

pub mod base62;
pub mod calendar;
pub mod category;
pub mod clock;
pub mod consent;
pub mod hex;
pub mod identity;
pub mod ids;
pub mod intent;
pub mod language;
pub mod phone;
pub mod proportion;
pub mod range;
pub mod sender;
pub mod settings;
pub mod text;
