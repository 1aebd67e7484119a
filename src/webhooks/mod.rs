//! Webhooks of WhatsApp providers: verified and taken apart. Pure.
//!
//! A delivery goes through [`signature`], then through [`meta`] or [`twilio`], which take it apart into
//! [`signal::Signal`]s that no longer know which provider they came from.

#![cfg_attr(not(test), expect(dead_code, reason = "the slice that receives webhooks comes next"))]

mod meta;
#[cfg(test)]
mod shown;
mod signal;
mod signature;
mod twilio;
