# Needs Rust (rustup), make and a C compiler. PostgreSQL is installed if it is missing, and for tests Chromium.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help dev demo test check format lint doc deny derived bench soak postgres browser

ARGS ?=
PROFILE ?= dev

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

dev: postgres ## run the service with its own database, a demo tenant and a key (ARGS='--help' for more)
	@cargo build --locked
	@cargo run --locked --quiet -- dev $(ARGS)

demo: postgres ## show what the service does, from start to end (PROFILE=release to show how fast)
	cargo run --locked --quiet --profile $(PROFILE) --example demo

# The integration tests come last, so that the last lines say what matters.
test: export INSTA_UPDATE := no
test: check browser ## everything that CI runs: the checks, then the tests
	cargo test --locked --quiet --doc
	cargo test --locked --tests

check: format derived-is-fresh lint doc deny ## everything but the tests

format: ## formatting, and migrations only added
	cargo fmt --check
	tools/check-migrations

lint: ## no warning of the compiler or of clippy
	cargo clippy --locked --all-targets -- -D warnings

doc: ## the documentation of the code builds, with every link in it
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items

# Advisories need the network and change from day to day: the workflow on GitHub looks at them.
deny: ## bans, licences and sources of the dependencies
	@if command -v cargo-deny >/dev/null; then \
		cargo deny --locked check bans licenses sources; \
	else \
		echo 'cargo-deny is not installed, dependencies not checked; to install it: cargo install --locked cargo-deny'; \
	fi

derived: postgres ## write what is derived from the code: .sqlx and openapi/openapi.json
	tools/derive

.PHONY: derived-is-fresh
derived-is-fresh: postgres
	tools/derive --check

bench: postgres ## measure, and compare within one run with what else one could use (ARGS='-- --quick' for minutes)
	@tools/install-redis || echo 'What is compared with Redis will be left out.' >&2
	cargo bench --locked --bench ratios $(ARGS)

soak: postgres ## a million checks of two replicas that are killed over and over: nothing is stale (PROFILE=release for full speed)
	cargo test --locked --profile $(PROFILE) --test main -- --ignored --nocapture promises::never_stale

postgres: ## PostgreSQL's programs are installed if they are missing
	@tools/install-postgres

# Where it cannot be had, the tests in a browser say so; with CI=true they fail.
browser: ## Chromium and its driver are installed if they are missing
	@tools/install-browser || echo 'The tests of the dashboard in a browser will be left out.' >&2
