//! The extractor that every form ends in.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequest, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::signed_in::authenticate;
use super::{Session, Sessions, origin};
use crate::access::scope::Required;
use crate::http::form::Form;
use crate::http::{Code, Problem};

/// Bytes of a form at most, where a page names no other limit.
const DEFAULT_FORM_BYTES: usize = 64 * 1024;

/// The name of the field that carries the form's token.
const TOKEN_FIELD: &str = "token";

/// A form of at most `MAX` bytes that somebody sent who is signed in with a key that carries the scope `S`, from a
/// page of that session. `T` is a struct of texts that refuses unknown fields.
#[derive(Debug)]
pub(in crate::dashboard) struct Submitted<S, T, const MAX: usize = DEFAULT_FORM_BYTES> {
    session: Session,
    /// What was filled in.
    pub(in crate::dashboard) fields: T,
    scope: PhantomData<S>,
}

impl<S, T, const MAX: usize> Deref for Submitted<S, T, MAX> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl<S: Required, T: DeserializeOwned, State: Send + Sync, const MAX: usize> FromRequest<State>
    for Submitted<S, T, MAX>
where
    Sessions: FromRef<State>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let sessions = Sessions::from_ref(state);
        let (parts, body) = request.into_parts();
        let session = sender_of::<S>(&parts, &sessions).await?;
        let mut form = Form::read(Request::from_parts(parts, body), MAX)
            .await
            .map_err(Problem::into_response)?;
        let is_ours = form.take(TOKEN_FIELD).is_some_and(|sent| session.form_token.is(&sent));
        if !is_ours {
            return Err(Problem::new(Code::RequestForged).into_response());
        }
        let fields = form.parse().map_err(Problem::into_response)?;
        Ok(Self { session, fields, scope: PhantomData })
    }
}

/// The session that a page of ours sent this from; its token is still to be checked.
pub(super) async fn sender_of<S: Required>(
    parts: &Parts,
    sessions: &Sessions,
) -> Result<Session, Response> {
    check_origin(parts, sessions).map_err(Problem::into_response)?;
    authenticate::<S>(parts, sessions).await
}

/// Refuses what no page of the service has sent.
fn check_origin(parts: &Parts, sessions: &Sessions) -> Result<(), Problem> {
    if origin::is_own(&parts.headers, &sessions.public_url) {
        Ok(())
    } else {
        Err(Problem::new(Code::RequestForged))
    }
}

/// A form that was sent from a page of the service by somebody who need not be signed in: the sign-in itself, which
/// no other site may do for a person.
#[derive(Debug)]
pub(in crate::dashboard) struct FromOwnPage<T>(pub(in crate::dashboard) T);

impl<T: DeserializeOwned, State: Send + Sync> FromRequest<State> for FromOwnPage<T>
where
    Sessions: FromRef<State>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        check_origin(&parts, &Sessions::from_ref(state))?;
        let form = Form::read(Request::from_parts(parts, body), DEFAULT_FORM_BYTES).await?;
        form.parse().map(Self)
    }
}

/// A form that asks nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct NoFields {}
