//! The floor under every store: the only way to a transaction, and what database errors mean.
//!
//! No statement runs outside a transaction, and every transaction says whose data it sees. SQL on a
//! resource lives in that resource's `store.rs`, never here.

pub(crate) mod composite;
mod copy;
mod counter;
mod deliveries;
mod error;
pub mod local;
pub mod migrate;
mod positions;

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, Postgres, Transaction};

pub use self::copy::CopyRow;
pub use self::error::DbError;
pub use self::positions::Position;
use crate::domain::ids::TenantId;

/// Time limits that PostgreSQL itself keeps, so that no request has to be cut off from outside. A cut-off
/// `begin` can leave a connection inside a transaction that nobody commits (sqlx issue 4393).
const SESSION_LIMITS: [(&str, &str); 6] = [
    ("statement_timeout", "10s"),
    ("lock_timeout", "3s"),
    ("idle_in_transaction_session_timeout", "10s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_user_timeout", "20s"),
    ("client_connection_check_interval", "5s"),
];

/// One plan per statement, for a tenant of average size. A plan made for one tenant goes wrong when the
/// statistics do not know it yet: a new tenant is taken to have one row until autovacuum has seen a tenth of
/// the table change, and what is linear becomes quadratic. And planning again costs more than most
/// statements here. And every statement here has its index: reading a whole table looks cheap only while
/// PostgreSQL takes it for small, and the plan outlives that.
const PLANNING: [(&str, &str); 3] =
    [("plan_cache_mode", "force_generic_plan"), ("jit", "off"), ("enable_seqscan", "off")];

/// A connection is tested when it is given back. One taken again within this needs no further round trip.
const TRUSTED: Duration = Duration::from_secs(1);

/// How the service connects.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// Where and as whom.
    pub connect: PgConnectOptions,
    /// Connections kept at most.
    pub max_connections: u32,
    /// How long a request waits for a free connection before it is answered 503.
    pub acquire_timeout: Duration,
}

/// The database as the service sees it. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    /// Prepares the pool; the first connection is made when it is needed.
    pub fn lazy(options: DbOptions) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            .max_lifetime(Duration::from_mins(30))
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > TRUSTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(
                options
                    .connect
                    .application_name("optout")
                    .options(SESSION_LIMITS)
                    .options(PLANNING),
            );
        Self { pool }
    }

    /// Opens a transaction that sees one tenant. The setting ends with the transaction.
    ///
    /// Never call this while another transaction of the same request is open: with a pool of one it
    /// would wait for itself.
    pub async fn tenant(&self, tenant: TenantId) -> Result<TenantTx, DbError> {
        // A UUID prints hex digits and hyphens only, so it cannot end the literal. One simple query, one
        // round trip: `set_config` with a bind would take a second.
        let begin = format!("begin; set local app.tenant_id = '{tenant}'");
        Ok(TenantTx { tx: TenantsTx { tx: self.begin(begin).await? }, tenant })
    }

    /// Opens a transaction that sees one tenant after the other: nobody's rows until it becomes a tenant.
    pub async fn tenants(&self) -> Result<TenantsTx, DbError> {
        Ok(TenantsTx { tx: self.begin("begin".to_owned()).await? })
    }

    /// Opens a transaction on the platform side: all tenants' rows of `tenants` and `settings`, nothing else.
    pub async fn platform(&self) -> Result<PlatformTx, DbError> {
        Ok(PlatformTx { tx: self.begin("begin; set local role optout_platform".to_owned()).await? })
    }

    /// Opens a transaction that sees no rows of anybody, for the checks at start-up.
    async fn bare(&self) -> Result<Transaction<'static, Postgres>, DbError> {
        self.begin("begin".to_owned()).await
    }

    #[expect(clippy::disallowed_methods, reason = "the one place where transactions begin")]
    async fn begin(&self, begin: String) -> Result<Transaction<'static, Postgres>, DbError> {
        Ok(self.pool.begin_with(AssertSqlSafe(begin)).await?)
    }

    /// Asks PostgreSQL for an answer within `limit`, for readiness.
    pub async fn ping(&self, limit: Duration) -> Result<(), DbError> {
        let db = self.clone();
        // In a task of its own: when the limit passes first, the connection is still returned in order.
        let ping = tokio::spawn(async move { db.platform().await?.commit().await });
        match tokio::time::timeout(limit, ping).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(DbError::Unavailable(None)),
        }
    }

    /// Connections open and idle, for metrics.
    pub fn connections(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle())
    }

    /// Waits for the open connections to finish, at most `limit`.
    pub async fn close(&self, limit: Duration) {
        // Whatever is still open after the limit is closed by the end of the process.
        let _ = tokio::time::timeout(limit, self.pool.close()).await;
    }
}

/// A transaction that sees the rows of one tenant. Dropping it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    tx: TenantsTx,
    tenant: TenantId,
}

impl TenantTx {
    /// Whose rows are seen.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The connection, for the statements of a `store.rs`.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.tx.connection()
    }

    /// The same transaction, for statements that become each tenant that they are told of. They must be told of
    /// this one alone: it stays the last one that they became.
    pub const fn as_tenants(&mut self) -> &mut TenantsTx {
        &mut self.tx
    }

    /// Goes on in the same transaction as another tenant, whose rows it sees from now on and nothing else.
    pub async fn into_tenant(mut self, tenant: TenantId) -> Result<Self, DbError> {
        self.tx.become_tenant(tenant).await?;
        Ok(Self { tenant, ..self })
    }

    /// Makes the work durable.
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await
    }
}

/// A transaction that sees the rows of one tenant after the other. Dropping it rolls back.
///
/// Its statements are functions of the schema that become each tenant in turn (`set_config('app.tenant_id', …)`),
/// so that the policies hold for every row that they touch. Before the first one it sees nobody's rows: an unset
/// tenant is an error.
#[derive(Debug)]
pub struct TenantsTx {
    tx: Transaction<'static, Postgres>,
}

impl TenantsTx {
    /// Becomes this tenant, for statements that do not do so themselves.
    pub async fn become_tenant(&mut self, tenant: TenantId) -> Result<(), DbError> {
        become_tenant(&mut self.tx, tenant, "").await
    }

    /// The connection, for the statements of a `store.rs`.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Makes the work durable.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }
}

/// Sees this tenant's rows from now on, after `first`.
async fn become_tenant(
    connection: &mut PgConnection,
    tenant: TenantId,
    first: &str,
) -> Result<(), DbError> {
    // Safe for the same reason as in `Db::tenant`.
    let statements = format!("{first} set local app.tenant_id = '{tenant}'");
    #[expect(clippy::disallowed_methods, reason = "a UUID cannot end the literal")]
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(connection).await?;
    Ok(())
}

/// A transaction on the platform side. Dropping it rolls back.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Transaction<'static, Postgres>,
}

impl PlatformTx {
    /// Goes on in the same transaction as one tenant, whose rows it sees from now on and nothing else.
    pub async fn into_tenant(mut self, tenant: TenantId) -> Result<TenantTx, DbError> {
        become_tenant(&mut self.tx, tenant, "reset role;").await?;
        Ok(TenantTx { tx: TenantsTx { tx: self.tx }, tenant })
    }

    /// The connection, for the statements of a `store.rs`.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Makes the work durable.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }
}
