//! The pages, as browsers ask for them.

mod audience;
mod browser;
mod charts;
mod contact;
mod links;
mod sign_in;
