mod authentication;
mod keys;
