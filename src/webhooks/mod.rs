//! Webhooks of WhatsApp providers: verified and taken apart. All of it is pure, but for what is sent back.
//!
//! A delivery goes through [`signature`], then through [`meta`] or [`twilio`], which take it apart into
//! [`signal::Signal`]s that no longer know which provider they came from. [`graph`] sends a
//! confirmation.

#![cfg_attr(not(test), expect(dead_code, reason = "the slice that receives webhooks comes next"))]

mod graph;
mod meta;
#[cfg(test)]
mod shown;
mod signal;
mod signature;
mod twilio;
