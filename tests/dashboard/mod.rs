//! The pages, as browsers ask for them.

mod audience;
mod browser;
mod charts;
mod contact;
mod dry_run;
mod links;
mod reviews;
mod settings;
mod sign_in;
