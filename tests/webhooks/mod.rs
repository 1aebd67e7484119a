//! What providers deliver, from the signature to the list.

mod confirmations;
mod dead_letters;
mod handshake;
mod meta;
mod order;
mod signatures;
mod twilio;
