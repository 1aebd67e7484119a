mod changes;
mod export;
mod follow;
mod list;
mod opt_in;
mod register;
mod register_batch;
mod show;
