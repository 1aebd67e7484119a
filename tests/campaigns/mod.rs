mod filter;
mod stream;
