//! The pages in a real browser, as people use them.

mod dry_run;
mod hostile;
mod list;
mod machinery;
mod manners;
mod reviews;
mod sessions;
mod settings;
