//! What a key may do. A scope is a type, so that an operation's signature says what it needs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A permission that an API key carries.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Record opt-outs.
    Ingest,
    /// Record opt-ins.
    Consent,
    /// Read the list, contacts and changes.
    Read,
    /// Ask the campaign filter.
    Filter,
    /// Manage settings and keys.
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 5] = [Self::Ingest, Self::Consent, Self::Read, Self::Filter, Self::Admin];

    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Consent => "consent",
            Self::Read => "read",
            Self::Filter => "filter",
            Self::Admin => "admin",
        }
    }

    /// Reads a name that [`Scope::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// A scope as a type: `Caller<Ingest>`.
pub trait Required: Send + Sync + 'static {
    /// The scope that the key must carry.
    const SCOPE: Scope;
}

macro_rules! required {
    ($($name:ident),+) => {$(
        #[doc = concat!("Requires [`Scope::", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Required for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )+};
}

required!(Ingest, Consent, Read, Filter, Admin);
