mod filter;
