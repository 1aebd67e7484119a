//! Problems as pages: what went wrong in the reader's language, what to do, and what to quote when asking for help.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::{Shell, html};
use crate::dashboard::session::Visitor;
use crate::dashboard::shell::Locale;
use crate::http::Code;
use crate::http::present::HX_REQUEST;
use crate::http::problem::{FieldError, ProblemBody};

#[derive(Debug, Template)]
#[template(path = "shell/problem.html")]
struct ProblemPage<'a> {
    shell: Shell,
    words: Words,
    labels: &'static Labels,
    problem: &'a ProblemBody,
    errors: &'a [FieldError],
}

#[derive(Debug, Template)]
#[template(path = "shell/problem_part.html")]
struct ProblemPart<'a> {
    words: Words,
    labels: &'static Labels,
    problem: &'a ProblemBody,
}

/// Shows a problem to a browser: as a page, or as a notice where a part of a page was asked for.
pub(crate) fn show_problem(headers: &HeaderMap, problem: &ProblemBody) -> Option<Response> {
    let visitor = Visitor::of(headers);
    let words = words(visitor.locale, problem.code);
    let labels = Labels::of(visitor.locale);
    // The status of the answer stays the problem's.
    let answer = if headers.contains_key(HX_REQUEST) {
        html(StatusCode::OK, &ProblemPart { words, labels, problem })
    } else {
        let shell = Shell::of_visitor(&visitor);
        html(
            StatusCode::OK,
            &ProblemPage { shell, words, labels, problem, errors: &problem.errors },
        )
    };
    answer.ok().map(super::headers::added)
}

/// A heading, and what to do.
#[derive(Clone, Copy, Debug)]
struct Words {
    heading: &'static str,
    advice: &'static str,
}

#[derive(Debug)]
struct Labels {
    back: &'static str,
    quote: &'static str,
}

impl Labels {
    const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => {
                &Self { back: "Go to Audience", quote: "If you ask for help, quote this number:" }
            }
            Locale::Es => {
                &Self { back: "Ir a Audiencia", quote: "Si pides ayuda, menciona este número:" }
            }
            Locale::Pt => {
                &Self { back: "Ir para Audiência", quote: "Se pedir ajuda, informe este número:" }
            }
        }
    }
}

const fn words(locale: Locale, code: Code) -> Words {
    let (heading, advice) = match locale {
        Locale::En => english(code),
        Locale::Es => spanish(code),
        Locale::Pt => portuguese(code),
    };
    Words { heading, advice }
}

const fn english(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotFound => {
            ("Nothing here", "The address may be misspelt, or what it named is gone.")
        }
        Code::Unauthenticated => {
            ("Please sign in", "The API key is missing, unknown, expired or revoked.")
        }
        Code::ScopeMissing => (
            "Your key may not do this",
            "Sign in with a key that may, or ask whoever manages the keys.",
        ),
        Code::RequestForged => (
            "This form is out of date",
            "It was not sent from a page of this session. Go back, load the page again, and send it once more.",
        ),
        Code::TooManyRequests => ("Too many attempts", "Wait a minute, then try again."),
        Code::Overloaded | Code::RequestTimeout => {
            ("Not available right now", "Nothing was lost. Try again in a moment.")
        }
        Code::Internal => ("Something broke on our side", "Try again. If it stays, ask for help."),
        _ => ("That did not work", "Something in what was asked for is not acceptable."),
    }
}

const fn spanish(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotFound => (
            "Aquí no hay nada",
            "La dirección puede estar mal escrita, o lo que nombraba ya no existe.",
        ),
        Code::Unauthenticated => {
            ("Inicia sesión", "La clave de API falta, no se conoce, venció o fue revocada.")
        }
        Code::ScopeMissing => (
            "Tu clave no permite esto",
            "Inicia sesión con una clave que lo permita, o consulta a quien administra las claves.",
        ),
        Code::RequestForged => (
            "Este formulario ya no vale",
            "No se envió desde una página de esta sesión. Vuelve, recarga la página y envíalo otra vez.",
        ),
        Code::TooManyRequests => ("Demasiados intentos", "Espera un minuto y vuelve a intentarlo."),
        Code::Overloaded | Code::RequestTimeout => (
            "No disponible en este momento",
            "No se perdió nada. Vuelve a intentarlo en un momento.",
        ),
        Code::Internal => {
            ("Algo falló de nuestro lado", "Vuelve a intentarlo. Si sigue igual, pide ayuda.")
        }
        _ => ("No funcionó", "Algo de lo que se pidió no es aceptable."),
    }
}

const fn portuguese(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotFound => (
            "Não há nada aqui",
            "O endereço pode estar errado, ou o que ele indicava não existe mais.",
        ),
        Code::Unauthenticated => {
            ("Entre na sua conta", "A chave de API falta, é desconhecida, expirou ou foi revogada.")
        }
        Code::ScopeMissing => (
            "Sua chave não permite isso",
            "Entre com uma chave que permita, ou fale com quem administra as chaves.",
        ),
        Code::RequestForged => (
            "Este formulário não vale mais",
            "Ele não foi enviado de uma página desta sessão. Volte, recarregue a página e envie de novo.",
        ),
        Code::TooManyRequests => ("Tentativas demais", "Espere um minuto e tente de novo."),
        Code::Overloaded | Code::RequestTimeout => {
            ("Indisponível no momento", "Nada se perdeu. Tente de novo daqui a pouco.")
        }
        Code::Internal => ("Algo falhou do nosso lado", "Tente de novo. Se continuar, peça ajuda."),
        _ => ("Não funcionou", "Algo no que foi pedido não é aceitável."),
    }
}
