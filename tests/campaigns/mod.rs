mod filter;
mod runs;
mod stream;
