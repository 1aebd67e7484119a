//! Builds again when a migration is added: the macro that compiles them in does not notice.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
