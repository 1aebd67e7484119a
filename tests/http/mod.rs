mod bad_input;
mod idempotency;
mod limits;
mod request_log;
mod server;
