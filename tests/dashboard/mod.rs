//! The pages, as browsers ask for them.

mod audience;
mod contact;
mod links;
mod sign_in;
