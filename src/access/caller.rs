//! The extractor that every tenant operation starts with.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::gate::Gate;
use super::scope::Required;
use super::secret::ApiKey;
use crate::domain::ids::{KeyId, TenantId};
use crate::http::extract::text_of;
use crate::http::facts::Facts;
use crate::http::{Code, Problem};

/// A caller whose key carries the scope `S`. There is no other way to one, so a signature with it is the
/// operation's access rule.
#[derive(Debug)]
pub struct Caller<S> {
    tenant: TenantId,
    key: KeyId,
    scope: PhantomData<S>,
}

impl<S> Caller<S> {
    /// Whose data the caller may touch.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The key that the caller used.
    pub const fn key(&self) -> KeyId {
        self.key
    }
}

impl<S: Required, State: Send + Sync> FromRequestParts<State> for Caller<S>
where
    Gate: FromRef<State>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let gate = Gate::from_ref(state);
        let grant = match bearer(parts).and_then(ApiKey::parse) {
            Some(key) => gate.find(&key).await?,
            None => None,
        };
        let Some(grant) = grant else { return Err(refuse(&gate, parts)) };
        if let Some(facts) = parts.extensions.get::<Arc<Facts>>() {
            facts.called_by(grant.tenant, grant.key);
        }
        if grant.scopes.contains(&S::SCOPE) {
            Ok(Self { tenant: grant.tenant, key: grant.key, scope: PhantomData })
        } else {
            let detail =
                format!("This operation needs a key with the scope `{}`.", S::SCOPE.as_str());
            Err(Problem::new(Code::ScopeMissing).with_detail(detail))
        }
    }
}

/// The token of the one `Authorization: Bearer` header (RFC 6750 §2.1).
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = text_of(&parts.headers, &header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// 401 with the same body whatever was wrong with the key, or 429 for an address that keeps guessing.
pub(super) fn refuse(gate: &Gate, parts: &Parts) -> Problem {
    if gate.refused_too_often(address_of(parts)) {
        Problem::new(Code::TooManyRequests).with_retry_after(Duration::from_mins(1))
    } else {
        Problem::new(Code::Unauthenticated)
    }
}

/// The address that a request comes from; 0.0.0.0 where it came over no network.
pub(crate) fn address_of(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip())
}
