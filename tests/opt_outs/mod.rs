mod changes;
mod export;
mod list;
mod opt_in;
mod recorder;
mod register;
mod register_batch;
mod show;
