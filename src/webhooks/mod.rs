//! Webhooks of WhatsApp providers, taken apart. Pure.

#![cfg_attr(not(test), expect(dead_code, reason = "the slice that receives webhooks comes next"))]

mod meta;
#[cfg(test)]
mod shown;
mod signal;
mod twilio;
