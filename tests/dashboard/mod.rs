//! The pages, as browsers ask for them.

mod sign_in;
