//! Typed ids: UUID version 7 (RFC 9562 §5.7), so that they sort by the time they were made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, later than every id made before it on this machine.
            #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            /// The id as the database holds it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A customer account; all data belongs to exactly one.
    TenantId
}
id! {
    /// An API key of a tenant.
    KeyId
}
id! {
    /// A registered sender: one of a tenant's business numbers at a provider.
    SenderId
}
id! {
    /// A delivery of a provider, stored until it is applied.
    DeliveryId
}
id! {
    /// An event of a provider that could not be applied.
    DeadLetterId
}
id! {
    /// A message that a person has to look at.
    ReviewId
}
id! {
    /// A run of the campaign filter.
    RunId
}
id! {
    /// A link under which the list can be downloaded.
    LinkId
}
