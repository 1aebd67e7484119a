//! Who is signed in: a cookie that stands for an API key, and the two extractors that every page begins with.
//!
//! [`SignedIn`] for pages that are read, [`Submitted`] for forms, [`Streamed`] for what is too long to be one. There is no other way to a [`Session`], so a form
//! without its token cannot be taken by mistake.

mod cookie;
mod origin;
mod signed_in;
mod store;
mod streamed;
mod submitted;
mod token;

use axum::extract::FromRef;
use axum::http::{HeaderMap, HeaderValue};

use self::cookie::CookieRules;
pub(super) use self::cookie::cookie;
pub(super) use self::signed_in::{SignedIn, Visitor};
pub(super) use self::streamed::Streamed;
pub(super) use self::submitted::{FromOwnPage, NoFields, Submitted};
pub(super) use self::token::FormToken;
use self::token::SessionToken;
use super::shell::Locale;
use crate::access::Gate;
use crate::access::scope::Scope;
use crate::db::{Db, DbError};
use crate::domain::clock::Clock;
use crate::domain::ids::{KeyId, TenantId};
use crate::state::{AppState, PublicUrl};

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// Whose data it sees.
    pub(super) tenant: TenantId,
    /// The key that it was signed in with.
    pub(super) key: KeyId,
    /// What people call the tenant.
    pub(super) tenant_name: String,
    /// What people call the key.
    pub(super) key_name: String,
    /// What the key may do.
    pub(super) scopes: Vec<Scope>,
    /// What its forms carry.
    pub(super) form_token: FormToken,
    /// The language that the person reads.
    pub(super) locale: Locale,
    /// Path and query of the page that was asked for.
    pub(super) here: String,
}

impl Session {
    /// Whether the key may do this.
    pub(super) fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// What sessions need of the service's state.
#[derive(Clone, Debug)]
pub(super) struct Sessions {
    db: Db,
    clock: Clock,
    pub(super) gate: Gate,
    public_url: PublicUrl,
}

impl FromRef<AppState> for Sessions {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            clock: state.clock,
            gate: state.gate.clone(),
            public_url: state.public_url.clone(),
        }
    }
}

impl Sessions {
    /// Starts a session with this key, in the place of the one that the browser had; the cookie to set.
    pub(super) async fn start(
        &self,
        tenant: TenantId,
        key: KeyId,
        before: &HeaderMap,
    ) -> Result<HeaderValue, DbError> {
        self.end(before).await?;
        let token = SessionToken::generate(tenant);
        let mut tx = self.db.tenant(tenant).await?;
        store::insert(&mut tx, &token.hash(), key, self.clock.now()).await?;
        tx.commit().await?;
        Ok(self.cookie().set(&token, store::LIFE.num_seconds()))
    }

    /// Ends the session of these headers, if they have one; the cookie to set.
    pub(super) async fn end(&self, headers: &HeaderMap) -> Result<HeaderValue, DbError> {
        if let Some(token) = self.cookie().read(headers) {
            let mut tx = self.db.tenant(token.tenant()).await?;
            store::delete(&mut tx, &token.hash()).await?;
            tx.commit().await?;
        }
        Ok(self.cookie().clear())
    }

    /// The session of a request, if it has one that has not ended.
    async fn find(&self, headers: &HeaderMap, here: String) -> Result<Option<Session>, DbError> {
        let Some(token) = self.cookie().read(headers) else { return Ok(None) };
        let mut tx = self.db.tenant(token.tenant()).await?;
        let row = store::find(&mut tx, &token.hash(), self.clock.now()).await?;
        tx.commit().await?;
        Ok(row.map(|row| Session {
            tenant: token.tenant(),
            key: row.key,
            tenant_name: row.tenant_name,
            key_name: row.key_name,
            scopes: row.scopes,
            form_token: token.form_token(),
            locale: Locale::of(headers),
            here,
        }))
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        self.cookie().read(headers).is_some()
    }

    fn cookie(&self) -> CookieRules {
        CookieRules::of(&self.public_url)
    }
}
