//! The database, the service and the tenants that everything is measured on.

use std::fs::{self, Permissions};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use optout::db::local::{LocalCluster, LocalOptions};
use optout::db::migrate;
use optout::vault::Vault;
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use uuid::Uuid;

use super::Failure;
use super::client::{Connection, request};
use super::plan::Plan;
use super::rounds::whole;

const DATABASE: &str = "optout";
const PLATFORM_KEY: &str = "platform_key_of_a_benchmark_that_nobody_else_can_reach";

/// Room enough that neither side waits for what has nothing to do with the comparison. Commits stay durable.
const SETTINGS: [(&str, &str); 8] = [
    ("shared_buffers", "1GB"),
    ("max_connections", "200"),
    ("maintenance_work_mem", "512MB"),
    ("max_wal_size", "16GB"),
    ("checkpoint_timeout", "1h"),
    // Without replicas, rows loaded into emptied indexes need no second copy in the log.
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("autovacuum", "off"),
];

/// A PostgreSQL of our own, in a directory that goes with it.
pub(crate) struct Cluster {
    pub(crate) local: LocalCluster,
    dir: TempDir,
}

/// A tenant and its key.
#[derive(Clone, Debug)]
pub(crate) struct Tenant {
    pub(crate) id: Uuid,
    pub(crate) key: String,
    /// Makes its people others than those of the other tenants.
    pub(crate) seed: i64,
}

/// Everything that is measured on.
pub(crate) struct Stage<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) cluster: &'a Cluster,
    pub(crate) owner: PgConnection,
    pub(crate) address: SocketAddr,
    /// The process of the service.
    pub(crate) process: u32,
    service: Child,
    pub(crate) large: Tenant,
    pub(crate) small: Vec<Tenant>,
    /// Two that are empty.
    pub(crate) spare: [Tenant; 2],
}

/// Starts PostgreSQL, durable.
pub(crate) async fn start_cluster() -> Result<Cluster, Failure> {
    println!("Starting a PostgreSQL …");
    let dir = tempfile::Builder::new().prefix("optout-bench").tempdir()?;
    // PostgreSQL refuses to run as root; the user it runs as then has to pass.
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755))?;
    let settings = SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut local = LocalCluster::start(LocalOptions {
        data_dir: dir.path().join("data"),
        durable: true,
        settings: settings.into(),
        bin_dir: optout::config::environment("POSTGRES_BIN_DIR").map(PathBuf::from),
    })
    .await?;
    local.stop_when_unused()?;
    Ok(Cluster { local, dir })
}

impl Cluster {
    pub(crate) async fn remove(self) -> Result<(), Failure> {
        self.local.remove().await?;
        self.dir.close()?;
        Ok(())
    }

    /// A file beside the data, for what other programs read.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.beside(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// One of PostgreSQL's programs, as the role of the service and planning as the service does.
    pub(crate) fn program(&self, name: &str) -> Result<Command, Failure> {
        let path = self.local.bin_dir().join(name);
        if !path.is_file() {
            return Err(format!("{} is missing", path.display()).into());
        }
        let mut command = Command::new(path);
        command.env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan -c jit=off");
        command.stdin(Stdio::null()).kill_on_drop(true);
        Ok(command)
    }

    pub(crate) fn app_url(&self) -> String {
        self.local.app_url(DATABASE)
    }

    /// A path beside the data.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The process that all processes of PostgreSQL are children of.
    pub(crate) fn server(&self) -> Option<u32> {
        let file = self.local.data_dir().join("pgdata/postmaster.pid");
        fs::read_to_string(file).ok()?.lines().next()?.parse().ok()
    }

    async fn owner(&self, database: &str) -> Result<PgConnection, Failure> {
        Ok(PgConnectOptions::from_str(&self.local.owner_url(database))?.connect().await?)
    }
}

impl<'a> Stage<'a> {
    pub(crate) async fn set(plan: &'a Plan, cluster: &'a Cluster) -> Result<Self, Failure> {
        let mut postgres = cluster.owner("postgres").await?;
        sqlx::raw_sql("create database optout").execute(&mut postgres).await?;
        postgres.close().await?;
        let owner_url = cluster.local.owner_url(DATABASE);
        migrate::migrate(&PgConnectOptions::from_str(&owner_url)?, None).await?;
        let mut owner = cluster.owner(DATABASE).await?;

        let (service, address) = start_service(cluster).await?;
        let mut seed = 0;
        let mut tenants = Vec::new();
        for _ in 0..plan.small_tenants + 3 {
            seed += 1_000_003;
            tenants.push(new_tenant(address, seed).await?);
        }
        let mut next = || tenants.pop().ok_or("no tenant left");
        let (large, spare) = (next()?, [next()?, next()?]);
        load(plan, &mut owner, &large, &tenants).await?;
        let process = service.id().ok_or("the service has ended")?;
        Ok(Self { plan, cluster, owner, address, process, service, large, small: tenants, spare })
    }

    pub(crate) async fn connect(&self) -> Result<Connection, Failure> {
        Connection::open(self.address).await
    }

    /// One request on a connection of its own, and the answer read.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        of: &Tenant,
        body: &[u8],
    ) -> Result<Value, Failure> {
        let mut connection = self.connect().await?;
        Ok(serde_json::from_slice(connection.call(&request(method, path, &of.key, body)).await?)?)
    }

    /// Ends the service and starts it again: it remembers nothing.
    pub(crate) async fn restart(&mut self) -> Result<(), Failure> {
        self.service.kill().await?;
        (self.service, self.address) = start_service(self.cluster).await?;
        self.process = self.service.id().ok_or("the service has ended")?;
        Ok(())
    }

    /// Stops the service.
    pub(crate) async fn end(self) -> Result<(), Failure> {
        let mut service = self.service;
        service.kill().await?;
        self.owner.close().await?;
        Ok(())
    }
}

async fn start_service(cluster: &Cluster) -> Result<(Child, SocketAddr), Failure> {
    // Free now; whoever takes it first in the next milliseconds makes us fail loudly.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_optout"));
    command.arg("serve").env("DATABASE_URL", cluster.app_url());
    command.env("OPTOUT_LISTEN", address.to_string()).env("OPTOUT_PLATFORM_KEY", PLATFORM_KEY);
    command.env("OPTOUT_SECRETS_KEYS", Vault::new_key());
    // It logs a line per request, as in production; nobody reads them.
    let mut service =
        command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?;
    let started = Instant::now();
    let ready = request("GET", "/health/ready", "", b"");
    loop {
        if let Ok(mut connection) = Connection::open(address).await
            && connection.call(&ready).await.is_ok()
        {
            return Ok((service, address));
        }
        if service.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(30) {
            return Err("the service does not start".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn new_tenant(address: SocketAddr, seed: i64) -> Result<Tenant, Failure> {
    let body = json!({ "name": format!("Bench {seed}") }).to_string();
    let mut connection = Connection::open(address).await?;
    let call = request("POST", "/v1/tenants", PLATFORM_KEY, body.as_bytes());
    let answer: Value = serde_json::from_slice(connection.call(&call).await?)?;
    let text =
        |pointer| answer.pointer(pointer).and_then(Value::as_str).ok_or("no tenant was made");
    Ok(Tenant { id: text("/id")?.parse()?, key: text("/api_key")?.to_owned(), seed })
}

async fn load(
    plan: &Plan,
    owner: &mut PgConnection,
    large: &Tenant,
    small: &[Tenant],
) -> Result<(), Failure> {
    let started = Instant::now();
    println!(
        "Loading {} opt-outs of one tenant and {} of {} others …",
        whole(plan.large),
        whole(plan.small_tenants_total()),
        plan.small_tenants
    );
    sqlx::raw_sql(include_str!("load.sql")).execute(&mut *owner).await?;
    sqlx::raw_sql("call bench.set_indexes_aside()").execute(&mut *owner).await?;
    fill(owner, small, plan.small).await?;
    fill(owner, std::slice::from_ref(large), plan.large).await?;
    sqlx::raw_sql("call bench.make_indexes()").execute(&mut *owner).await?;
    for statement in [
        "vacuum (analyze) consent_events",
        "vacuum (analyze) contacts",
        "vacuum (analyze) contact_phones",
        "vacuum (analyze) contact_user_ids",
        "vacuum (analyze) opt_outs",
        "vacuum (analyze) tenants",
        "vacuum (analyze) settings",
        "vacuum (analyze) api_keys",
        "checkpoint",
    ] {
        sqlx::raw_sql(statement).execute(&mut *owner).await?;
    }
    println!("  in {:.0?}", started.elapsed());
    Ok(())
}

/// Loads the people of these tenants.
pub(crate) async fn fill(
    owner: &mut PgConnection,
    tenants: &[Tenant],
    total: i64,
) -> Result<(), Failure> {
    let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.id).collect();
    let seeds: Vec<i64> = tenants.iter().map(|tenant| tenant.seed).collect();
    sqlx::query("call bench.load($1, $2, $3)")
        .bind(ids)
        .bind(seeds)
        .bind(total)
        .execute(owner)
        .await?;
    Ok(())
}
