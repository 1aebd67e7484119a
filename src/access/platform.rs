//! The operator's own key, for the platform side.

use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::caller::{bearer, refuse};
use super::gate::Gate;
use crate::http::Problem;

/// The platform key, or none: then the platform side of the API is closed.
#[derive(Clone)]
pub struct PlatformKey(Option<Arc<[u8; 32]>>);

impl PlatformKey {
    /// Keeps the hash of the configured key.
    pub fn new(key: Option<&SecretString>) -> Self {
        Self(key.map(|key| Arc::new(Sha256::digest(key.expose_secret()).into())))
    }

    fn is(&self, token: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(token).into();
        self.0.as_ref().is_some_and(|own| own.ct_eq(&given).into())
    }
}

impl fmt::Debug for PlatformKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "PlatformKey(…)" } else { "PlatformKey(none)" })
    }
}

/// A caller with the platform key.
#[derive(Debug)]
pub struct Platform(());

impl<State: Send + Sync> FromRequestParts<State> for Platform
where
    Gate: FromRef<State>,
    PlatformKey: FromRef<State>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        if bearer(parts).is_some_and(|token| PlatformKey::from_ref(state).is(token)) {
            Ok(Self(()))
        } else {
            Err(refuse(&Gate::from_ref(state), parts))
        }
    }
}
