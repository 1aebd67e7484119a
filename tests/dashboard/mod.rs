//! The pages, as browsers ask for them.

mod audience;
mod charts;
mod contact;
mod links;
mod sign_in;
