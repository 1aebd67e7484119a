//! What remains without the service: a server in a process of its own that receives and answers as the service
//! does, on the same number of connections to PostgreSQL, and does nothing beside. It is this program again, told
//! so by its first argument.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::process::Stdio;
use std::str::FromStr as _;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use super::Failure;
use super::client::{Connection, request};
use super::stage::Stage;

/// Makes this program the bare server.
pub(crate) const ARGUMENT: &str = "--bare-server";
/// As many as `OPTOUT_DB_CONNECTIONS` of the service when it is not set.
const CONNECTIONS: u32 = 32;

/// Ways to look many numbers up; the best one counts.
pub(crate) const FORMS: [&str; 3] = ["any", "lateral", "hash"];

/// The running server, which ends with this.
pub(crate) struct Bare {
    pub(crate) address: SocketAddr,
    _server: Child,
}

impl Bare {
    /// Makes the table that it looks up in, and starts it.
    pub(crate) async fn start(stage: &mut Stage<'_>) -> Result<Self, Failure> {
        // Nothing but what is looked for, for one tenant only: the narrowest table there can be.
        sqlx::raw_sql(
            "create table bench.excluded (tenant_id uuid not null, phone bigint not null);
             grant usage on schema bench to optout_app;
             grant select on bench.excluded to optout_app;
             alter table bench.excluded enable row level security;
             alter table bench.excluded force row level security;
             create policy tenant_isolation on bench.excluded to optout_app
               using (tenant_id = (select current_setting('app.tenant_id')::uuid))",
        )
        .execute(&mut stage.owner)
        .await?;
        sqlx::query(
            "insert into bench.excluded
             select tenant_id, phone from contacts where tenant_id = $1 and contact_id <= $2",
        )
        .bind(stage.large.id)
        .bind(stage.plan.large)
        .execute(&mut stage.owner)
        .await?;
        for statement in [
            "alter table bench.excluded add primary key (tenant_id, phone)",
            "vacuum (analyze) bench.excluded",
            "checkpoint",
        ] {
            sqlx::raw_sql(statement).execute(&mut stage.owner).await?;
        }
        let mut command = Command::new(std::env::current_exe()?);
        command.args([ARGUMENT, &stage.cluster.app_url(), &stage.large.id.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut server = command.spawn()?;
        let mut said = String::new();
        let output = server.stdout.take().ok_or("the bare server says nothing")?;
        BufReader::new(output).read_line(&mut said).await?;
        Ok(Self { address: said.trim_end().parse()?, _server: server })
    }

    /// The look-up of a filter's recipients as a request.
    pub(crate) fn look_up(form: &str, body: &[u8]) -> Vec<u8> {
        request("POST", &format!("/sql/{form}"), "", body)
    }

    pub(crate) async fn connect(&self) -> Result<Connection, Failure> {
        Connection::open(self.address).await
    }
}

/// The bare server itself: prints its address, serves until its input is closed.
pub(crate) async fn serve(url: &str, tenant: &str) -> Result<(), Failure> {
    // The tenant is a setting of the connection: not even a transaction is needed.
    let options = PgConnectOptions::from_str(url)?.options([
        ("app.tenant_id", tenant),
        ("plan_cache_mode", "force_generic_plan"),
        ("jit", "off"),
    ]);
    let hashing = options.clone().options([("enable_nestloop", "off"), ("work_mem", "256MB")]);
    let pools = Pools { plain: pool(options), hashing: pool(hashing) };
    let routes = Router::new()
        .route("/floor", post(floor))
        .route("/select1", get(select_one).post(select_one))
        .route("/sql/any", post(any))
        .route("/sql/lateral", post(lateral))
        .route("/sql/hash", post(hash))
        .layer(DefaultBodyLimit::disable())
        .with_state(pools);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let parent_ended = async {
        // Whatever comes: there is nothing to read, so it ends when the parent does.
        let _ = tokio::io::stdin().read_u8().await;
    };
    optout::http::server::serve(listener, routes, parent_ended, std::future::ready(())).await;
    Ok(())
}

#[derive(Clone, Debug)]
struct Pools {
    plain: PgPool,
    /// Connections that join without loops.
    hashing: PgPool,
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// Receives the body, answers its length.
async fn floor(body: Body) -> Result<String, StatusCode> {
    let length = body.into_data_stream().try_fold(0, async |sum, part| Ok(sum + part.len())).await;
    length.map(|length| length.to_string()).map_err(|_broken| StatusCode::BAD_REQUEST)
}

async fn select_one(State(pools): State<Pools>) -> Response {
    let one = sqlx::query_scalar::<_, i32>("select 1").fetch_one(&pools.plain).await;
    answer(one.map(|one| one.to_string()).map_err(Failure::from))
}

async fn any(State(pools): State<Pools>, body: Bytes) -> Response {
    const SQL: &str = "select phone from bench.excluded
         where tenant_id = current_setting('app.tenant_id')::uuid and phone = any($1)";
    answer(excluded(&pools.plain, SQL, &body).await)
}

async fn lateral(State(pools): State<Pools>, body: Bytes) -> Response {
    const SQL: &str = "select e.phone from unnest($1::bigint[]) k (phone)
         cross join lateral (
           select phone from bench.excluded
           where tenant_id = current_setting('app.tenant_id')::uuid and phone = k.phone limit 1) e";
    answer(excluded(&pools.plain, SQL, &body).await)
}

async fn hash(State(pools): State<Pools>, body: Bytes) -> Response {
    const SQL: &str = "select e.phone from unnest($1::bigint[]) k (phone)
         join bench.excluded e
           on e.tenant_id = current_setting('app.tenant_id')::uuid and e.phone = k.phone";
    answer(excluded(&pools.hashing, SQL, &body).await)
}

fn answer(text: Result<String, Failure>) -> Response {
    match text {
        Ok(text) => text.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// As much of a filter request as is needed.
#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(borrow)]
    recipients: Vec<&'a str>,
}

/// Recipients who are on the list, in JSON.
async fn excluded(pool: &PgPool, sql: &'static str, body: &[u8]) -> Result<String, Failure> {
    let asked: Asked<'_> = serde_json::from_slice(body)?;
    let digits = |recipient: &str| recipient.trim_start_matches('+').parse::<i64>();
    let phones: Vec<i64> =
        asked.recipients.iter().map(|recipient| digits(recipient)).collect::<Result<_, _>>()?;
    let found: Vec<i64> = sqlx::query_scalar(sql).bind(&phones).fetch_all(pool).await?;
    let found: HashSet<i64> = found.into_iter().collect();
    let mut text = String::from("{\"excluded\":[");
    let all = asked.recipients.iter().zip(&phones);
    for (at, (recipient, _)) in all.filter(|(_, phone)| found.contains(phone)).enumerate() {
        text.push_str(if at == 0 { "\"" } else { ",\"" });
        text.push_str(recipient);
        text.push('"');
    }
    text.push_str("]}");
    Ok(text)
}
