//! The extractor for what is too long to be a form.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequest, Request};
use axum::http::HeaderName;
use axum::response::{IntoResponse as _, Response};

use super::submitted::sender_of;
use super::{Session, Sessions};
use crate::access::scope::Required;
use crate::http::extract::text_of;
use crate::http::{Code, Problem};

/// Carries the form's token beside a body that is no form.
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-form-token");

/// A body of any length that a script on a page of the session sends, whose key carries the scope `S`.
#[derive(Debug)]
pub(in crate::dashboard) struct Streamed<S> {
    session: Session,
    /// The request, with its body unread.
    pub(in crate::dashboard) request: Request,
    scope: PhantomData<S>,
}

impl<S> Deref for Streamed<S> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl<S: Required, State: Send + Sync> FromRequest<State> for Streamed<S>
where
    Sessions: FromRef<State>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let sessions = Sessions::from_ref(state);
        let (parts, body) = request.into_parts();
        let session = sender_of::<S>(&parts, &sessions).await?;
        let sent = text_of(&parts.headers, &TOKEN_HEADER);
        if !sent.is_some_and(|sent| session.form_token.is(sent)) {
            return Err(Problem::new(Code::RequestForged).into_response());
        }
        let request = Request::from_parts(parts, body);
        Ok(Self { session, request, scope: PhantomData })
    }
}
