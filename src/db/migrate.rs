//! Brings the schema up to date, and refuses to run on one that does not keep tenants apart.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::{Db, DbError};

/// All migrations, compiled in.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Any number; every `optout migrate` on a database uses the same.
const LOCK: i64 = 0x6f70_746f_7574;

/// Why the schema could not be brought up to date, or why the service does not start on it.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Db(#[from] sqlx::Error),
    /// The database failed.
    #[error("{0}: {source}", source = std::error::Error::source(.0).map(ToString::to_string).unwrap_or_default())]
    Store(#[from] DbError),
    /// A migration failed, or one that was applied has been edited.
    #[error("migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The role is one that row-level security does not hold.
    #[error(
        "refusing to start as database role `{role}`: {reason}. Use the role optout_app, which `optout migrate` creates"
    )]
    UnsafeRole {
        /// The role logged in as.
        role: String,
        /// What makes it unsafe.
        reason: &'static str,
    },
    /// A table holds rows of tenants and does not keep them apart.
    #[error("refusing to start: table `{0}` has no forced row-level security")]
    OpenTable(String),
    /// The schema is older than this program.
    #[error(
        "the schema is at version {found}, this program needs {needed}: run `optout migrate` first"
    )]
    OldSchema {
        /// Version in the database.
        found: i64,
        /// Version this program was built for.
        needed: i64,
    },
    /// PostgreSQL could lose what it acknowledged.
    #[error(
        "refusing to start: PostgreSQL runs with {0} = off, so acknowledged opt-outs could be lost"
    )]
    NotDurable(String),
}

/// Applies what is missing, as the role that owns the schema. `app_password`, if given, becomes the password
/// of `optout_app`.
pub async fn migrate(
    owner: &PgConnectOptions,
    app_password: Option<&str>,
) -> Result<(), MigrateError> {
    let mut connection = owner.connect().await?;
    wait_for_lock(&mut connection).await?;
    MIGRATOR.run(&mut connection).await?;
    // The service compares versions at start-up; the bookkeeping table is the owner's.
    sqlx::raw_sql("grant select on _sqlx_migrations to optout_app")
        .execute(&mut connection)
        .await?;
    if let Some(password) = app_password {
        set_password(&mut connection, password).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Takes the advisory lock by trying again and again: a blocking wait would hold a snapshot and so could
/// deadlock with `create index concurrently` in another session.
async fn wait_for_lock(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    loop {
        let taken: bool = sqlx::query_scalar("select pg_try_advisory_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut *connection)
            .await?;
        if taken {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn set_password(connection: &mut PgConnection, password: &str) -> Result<(), sqlx::Error> {
    // `alter role` takes no parameters; `quote_literal` makes the literal safe.
    let literal: String = sqlx::query_scalar("select quote_literal($1)")
        .bind(password)
        .fetch_one(&mut *connection)
        .await?;
    #[expect(clippy::disallowed_methods, reason = "a utility statement that takes no parameters")]
    let statement = AssertSqlSafe(format!("alter role optout_app password {literal}"));
    sqlx::raw_sql(statement).execute(connection).await?;
    Ok(())
}

/// Checks at start-up that this role is held by row-level security, that every table with a `tenant_id`
/// forces it, and that the schema is as new as the program.
pub async fn check(db: &Db) -> Result<(), MigrateError> {
    let mut tx = db.bare().await?;
    // First of all: on a database that was never migrated, nothing that the other checks ask about exists.
    check_version(&mut tx).await?;
    check_role(&mut tx).await?;
    check_tables(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn check_role(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let (role, superuser, bypass, owns, member): (String, bool, bool, bool, bool) = sqlx::query_as(
        "select rolname::text, rolsuper, rolbypassrls,
                exists (select from pg_class c
                        where pg_has_role(current_user, c.relowner, 'member')
                          and c.relname in ('tenants', 'consent_events', 'contacts', 'opt_outs')
                          and c.relnamespace = current_schema()::regnamespace),
                pg_has_role(current_user, 'optout_platform', 'member')
         from pg_roles where rolname = current_user",
    )
    .fetch_one(connection)
    .await?;
    let reason = match (superuser, bypass, owns, member) {
        (true, ..) => "it is a superuser, which row-level security does not hold",
        (_, true, ..) => "it has BYPASSRLS, so row-level security does not hold it",
        (_, _, true, _) => "it owns the tables, so it could switch row-level security off",
        (.., false) => {
            "it is not a member of optout_platform, so it could do only half of its work"
        }
        (false, false, false, true) => return Ok(()),
    };
    Err(MigrateError::UnsafeRole { role, reason })
}

async fn check_tables(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let open: Option<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
         where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
           and not (c.relrowsecurity and c.relforcerowsecurity)
         limit 1",
    )
    .fetch_optional(connection)
    .await?;
    open.map_or(Ok(()), |table| Err(MigrateError::OpenTable(table)))
}

async fn check_version(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let needed = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default();
    let is_readable: bool = sqlx::query_scalar(
        "select coalesce(has_table_privilege(to_regclass('_sqlx_migrations'), 'select'), false)",
    )
    .fetch_one(&mut *connection)
    .await?;
    let found: i64 = if is_readable {
        sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations where success")
            .fetch_one(connection)
            .await?
    } else {
        0
    };
    if found < needed { Err(MigrateError::OldSchema { found, needed }) } else { Ok(()) }
}

/// Checks that PostgreSQL keeps what it acknowledges.
pub async fn check_durable(db: &Db) -> Result<(), MigrateError> {
    let mut tx = db.platform().await?;
    let off: Option<String> = sqlx::query_scalar(
        "select name from pg_settings
         where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' limit 1",
    )
    .fetch_optional(tx.connection())
    .await?;
    tx.commit().await?;
    off.map_or(Ok(()), |setting| Err(MigrateError::NotDurable(setting)))
}
