//! Who may call: keys and their scopes, and the extractors that every operation starts with.
//!
//! Managing keys is a slice of its own, `api_keys`.

mod caller;
mod gate;
mod grant;
mod platform;
pub mod scope;
mod secret;
mod store;

pub use self::caller::Caller;
pub(crate) use self::caller::address_of;
pub use self::gate::Gate;
pub use self::grant::Grant;
pub use self::platform::{Platform, PlatformKey};
pub use self::secret::ApiKey;
