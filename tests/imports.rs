//! Who may import whom (`docs/ARCHITECTURE.md`). A new module gets a row here, and its arrows a thought.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module, and what of ours it may name beside itself.
const ARROWS: [(&str, &[&str]); 29] = [
    ("domain", &[]),
    ("db", &["domain"]),
    ("http", &["db", "domain"]),
    ("memory", &[]),
    ("vault", &["domain"]),
    ("rounds", &["db", "domain"]),
    ("watch", &["db", "domain"]),
    ("settled", &["db", "domain", "rounds"]),
    ("exclusion", &["db", "domain", "settled"]),
    ("telemetry", &["db"]),
    ("access", &["db", "domain", "http", "memory"]),
    (
        "state",
        &[
            "access",
            "campaigns",
            "db",
            "domain",
            "exclusion",
            "http",
            "memory",
            "opt_outs",
            "rounds",
            "settled",
            "telemetry",
            "vault",
            "watch",
        ],
    ),
    ("api_keys", &["access", "db", "domain", "http", "state"]),
    ("settings", &["access", "db", "domain", "http", "memory", "state"]),
    ("tenants", &["access", "api_keys", "db", "domain", "http", "state"]),
    ("opt_outs", &["access", "db", "domain", "http", "settings", "settled", "state", "watch"]),
    ("export_links", &["access", "db", "domain", "http", "opt_outs", "settings", "state", "vault"]),
    ("campaigns", &["access", "db", "domain", "exclusion", "http", "settings", "state"]),
    ("stats", &["access", "campaigns", "db", "domain", "http", "rounds", "settings", "state"]),
    ("senders", &["access", "db", "domain", "http", "state", "vault"]),
    ("messages", &["access", "db", "domain", "http", "opt_outs", "settings", "state"]),
    ("confirmations", &["access", "db", "domain", "http", "rounds", "senders", "state", "vault"]),
    (
        "webhooks",
        &[
            "access",
            "confirmations",
            "db",
            "domain",
            "http",
            "messages",
            "opt_outs",
            "rounds",
            "senders",
            "settings",
            "state",
            "vault",
        ],
    ),
    (
        "dashboard",
        &[
            "access",
            "api_keys",
            "campaigns",
            "db",
            "domain",
            "export_links",
            "http",
            "messages",
            "opt_outs",
            "senders",
            "settings",
            "settled",
            "state",
            "stats",
            "watch",
        ],
    ),
    ("workers", &["confirmations", "state", "stats", "webhooks"]),
    ("config", &["state", "telemetry", "vault"]),
    (
        "api",
        &[
            "access",
            "api_keys",
            "campaigns",
            "confirmations",
            "dashboard",
            "db",
            "domain",
            "export_links",
            "http",
            "messages",
            "opt_outs",
            "senders",
            "settings",
            "state",
            "stats",
            "telemetry",
            "tenants",
            "webhooks",
        ],
    ),
    (
        "commands",
        &[
            "access",
            "api",
            "api_keys",
            "config",
            "db",
            "domain",
            "http",
            "state",
            "telemetry",
            "tenants",
            "vault",
            "workers",
        ],
    ),
    ("main", &["commands"]),
];

/// Files of the floor that hold SQL or the driver's types beside `db` and the stores, and why.
const DRIVER: [(&str, &str); 5] = [
    ("http/idempotency.rs", "the answer is stored in the transaction of the work"),
    ("http/problem.rs", "says what an error of the driver means to a caller"),
    ("config.rs", "checks that a connection URL is one"),
    ("commands/dev.rs", "creates the development database"),
    ("commands/", "connects as the operator"),
];

struct Source {
    /// Below `src`, with slashes.
    path: String,
    /// Without comments.
    code: String,
}

impl Source {
    fn module(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    fn is_store(&self) -> bool {
        self.path.ends_with("/store.rs") || self.path.contains("/store/")
    }

    fn names(&self, name: &str) -> bool {
        let starts = self.code.match_indices(name).map(|(at, _)| at);
        let part_of_a_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        starts.into_iter().any(|at| {
            let before = at.checked_sub(1).map(|at| self.code.as_bytes()[at]);
            !before.is_some_and(part_of_a_word)
        })
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        Source {
            path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
            code: lines.collect::<Vec<_>>().join("\n"),
        }
    };
    paths.into_iter().map(source).filter(|source| source.path != "lib.rs").collect()
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The modules of ours that a source names, `use crate::{a, b}` included.
fn named(code: &str) -> Vec<String> {
    let identifier = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for root in ["crate::", "optout::"] {
        for rest in code.split(root).skip(1) {
            match rest.strip_prefix('{') {
                Some(group) => {
                    let group = group.split('}').next().unwrap_or_default();
                    found.extend(group.split(',').map(identifier).filter(|name| !name.is_empty()));
                }
                None => found.push(identifier(rest)),
            }
        }
    }
    found
}

#[test]
fn modules_import_each_other_only_along_the_arrows() {
    let mut wrong = Vec::new();
    for source in sources() {
        let module = source.module();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: give the module `{module}` a row in ARROWS", source.path));
            continue;
        };
        for name in named(&source.code) {
            let is_module = ARROWS.iter().any(|(known, _)| *known == name);
            if is_module && name != module && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} imports {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rules_are_pure() {
    for source in sources().iter().filter(|source| source.module() == "domain") {
        for name in ["sqlx", "axum", "tokio", "hyper", "tower", "async ", ".await"] {
            assert!(
                !source.names(name) && !source.code.contains(".await"),
                "{} names {name}",
                source.path
            );
        }
    }
}

#[test]
fn stores_know_nothing_of_http() {
    for source in sources().iter().filter(|source| source.is_store()) {
        for name in ["axum", "crate::http", "hyper", "utoipa"] {
            assert!(!source.names(name), "{} names {name}", source.path);
        }
    }
}

#[test]
fn only_stores_and_the_floor_speak_to_the_database() {
    for source in sources().iter().filter(|source| !source.is_store() && source.module() != "db") {
        let excused = DRIVER.iter().any(|(path, _)| source.path.starts_with(path));
        assert!(excused || !source.names("sqlx"), "{} names sqlx", source.path);
    }
}

#[test]
fn only_the_floor_composes_statements_and_begins_transactions() {
    for source in sources().iter().filter(|source| source.module() != "db") {
        for name in ["AssertSqlSafe", "begin_with(", "begin("] {
            let ours = name == "begin("
                && (source.code.contains("idempotency::begin(")
                    || source.path.starts_with("http/"));
            let draining = source.code.contains("draining.begin(");
            assert!(!source.names(name) || ours || draining, "{} names {name}", source.path);
        }
    }
}
