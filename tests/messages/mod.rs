//! Messages understood, and those that somebody looks at.

mod receive;
mod reviews;
mod words;
