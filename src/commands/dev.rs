//! `optout dev`: everything a newcomer needs, from nothing.

use std::error::Error;
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use rand::RngExt as _;
use secrecy::SecretString;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::net::TcpListener;

use super::{CommandResult, key, print, serve, tenant};
use crate::access::scope::Scope;
use crate::access::{ApiKey, Gate, PlatformKey};
use crate::config::{self, DevConfig};
use crate::db::local::{LocalCluster, LocalOptions};
use crate::db::{Db, DbOptions, migrate};
use crate::domain::clock::Clock;
use crate::state::{Outside, PublicUrl};
use crate::telemetry::{self, LogFormat};
use crate::vault::Vault;

const DATABASE: &str = "optout";

pub(super) async fn run() -> CommandResult {
    let config = DevConfig::read(&config::environment)?;
    telemetry::init_log(&config.log_filter, LogFormat::Text);
    // Before anything is started: a port that is taken should cost no wait.
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("cannot listen on {}: {error}. Set OPTOUT_LISTEN to another address, such as 127.0.0.1:8081", config.listen)
    })?;
    print("Starting a private PostgreSQL …")?;
    let options = LocalOptions {
        data_dir: config.data_dir.clone(),
        durable: true,
        settings: Vec::new(),
        bin_dir: config.bin_dir,
    };
    let cluster = LocalCluster::start(options.clone()).await?;
    let address = listener.local_addr()?;
    let public_url = config.public_url.unwrap_or_else(|| PublicUrl::of_address(address));
    let keys = secret_file(&config.data_dir, "secrets-key", Vault::new_key).await?;
    let vault = Vault::parse(&keys).ok_or("the file secrets-key holds no key for secrets")?;
    let outside = Outside {
        public_url,
        graph_url: config.graph_url,
        vault,
        index_bytes: config::DEFAULT_INDEX_BYTES,
    };
    let served = prepare_and_serve(&cluster, options, listener, outside).await;
    let stopped = cluster.stop().await;
    served?;
    stopped?;
    Ok(())
}

/// Starts PostgreSQL again when it has gone: in development nobody else does.
async fn keep_running(db: Db, options: LocalOptions) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if db.ping(Duration::from_secs(2)).await.is_err() {
            revive(options.clone()).await;
        }
    }
}

async fn revive(options: LocalOptions) {
    let revived = LocalCluster::start(options).await.map(|_| "started again, or still there");
    tracing::warn!(?revived, "PostgreSQL did not answer");
}

async fn prepare_and_serve(
    cluster: &LocalCluster,
    options: LocalOptions,
    listener: TcpListener,
    outside: Outside,
) -> CommandResult {
    let secrets = options.data_dir.as_path();
    create_database(cluster).await?;
    migrate::migrate(&PgConnectOptions::from_str(&cluster.owner_url(DATABASE))?, None).await?;
    let db = Db::lazy(DbOptions {
        connect: PgConnectOptions::from_str(&cluster.app_url(DATABASE))?,
        max_connections: 32,
        acquire_timeout: Duration::from_secs(5),
    });
    migrate::check(&db).await?;
    migrate::check_durable(&db).await?;
    let address = listener.local_addr()?;
    let platform = secret_file(secrets, "platform-key", new_platform_key).await?;
    let demo = demo_key(&db, secrets).await?;
    print(&greeting(&format!("http://{address}"), cluster, secrets, demo.as_deref()))?;
    let keeper = tokio::spawn(keep_running(db.clone(), options.clone()));
    let platform = PlatformKey::new(Some(&SecretString::from(platform)));
    let served = serve::serve(listener, db, platform, outside).await;
    keeper.abort();
    served
}

async fn create_database(cluster: &LocalCluster) -> Result<(), sqlx::Error> {
    let mut connection =
        PgConnectOptions::from_str(&cluster.owner_url("postgres"))?.connect().await?;
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut connection)
            .await?;
    if !exists {
        sqlx::raw_sql("create database optout").execute(&mut connection).await?;
    }
    connection.close().await
}

/// The demo tenant's key if it was made just now. The file marks that it was; it holds the key too, for
/// `make demo`, readable by its owner only. This is a development cluster; in production keys are never kept.
async fn demo_key(db: &Db, secrets: &Path) -> Result<Option<String>, Box<dyn Error + Send + Sync>> {
    let path = secrets.join("demo-key");
    if let Ok(text) = tokio::fs::read_to_string(&path).await
        && works(db, text.trim()).await?
    {
        return Ok(None);
    }
    let tenant = tenant::create(db, "Demo").await?;
    let key = key::make_key(db, tenant, "demo key", Scope::ALL.to_vec(), None).await?;
    write_secret(&path, key.reveal()).await?;
    Ok(Some(key.reveal().to_owned()))
}

async fn works(db: &Db, text: &str) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let Some(key) = ApiKey::parse(text) else { return Ok(false) };
    Ok(Gate::new(db.clone(), Clock::System).find(&key).await?.is_some())
}

async fn secret_file(
    directory: &Path,
    name: &str,
    make: fn() -> String,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let path = directory.join(name);
    if let Ok(text) = tokio::fs::read_to_string(&path).await {
        return Ok(text.trim().to_owned());
    }
    let secret = make();
    write_secret(&path, &secret).await?;
    Ok(secret)
}

fn new_platform_key() -> String {
    let mut random = rand::rng();
    let hex: String =
        (0..48).map(|_| char::from_digit(random.random_range(0..16), 16).unwrap_or('0')).collect();
    format!("platform_{hex}")
}

async fn write_secret(path: &Path, secret: &str) -> std::io::Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.create(true).truncate(true).write(true).mode(0o600);
    let mut file = options.open(path).await?;
    tokio::io::AsyncWriteExt::write_all(&mut file, secret.as_bytes()).await?;
    tokio::io::AsyncWriteExt::flush(&mut file).await
}

fn greeting(url: &str, cluster: &LocalCluster, secrets: &Path, new_key: Option<&str>) -> String {
    let key_file = secrets.join("demo-key");
    let key_file = key_file.display();
    let key = new_key.map_or_else(
        || format!("The demo tenant's key was printed when it was made; it is kept in {key_file}."),
        |key| format!("A demo tenant was made. Its key is shown this once (and kept in {key_file}):\n\n  {key}"),
    );
    format!(
        "\nOptout is running.\n\n  Page      {url}/audience (sign in with the demo tenant's key)\n  API       {url}\n  Docs      {url}/docs\n  \
         Database  {data}\n\n{key}\n\nTry it:\n\n  \
         curl -s {url}/v1/opt-outs \\\n    -H \"Authorization: Bearer {paste}\" \\\n    \
         -H 'Content-Type: application/json' \\\n    -d '{{\"phone\": \"+54 9 11 5555-0101\", \"reason\": \"BAJA\"}}'\n\n\
         Stop with Ctrl-C; everything is kept.\n",
        data = cluster.data_dir().display(),
        paste = new_key.map_or_else(|| format!("$(cat {key_file})"), ToOwned::to_owned),
    )
}
