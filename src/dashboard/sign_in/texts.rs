//! What the sign-in page says.

use crate::dashboard::shell::Locale;

#[derive(Debug)]
pub(super) struct Texts {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) key: &'static str,
    pub(super) key_hint: &'static str,
    pub(super) submit: &'static str,
    pub(super) key_unknown: &'static str,
    pub(super) key_may_not_read: &'static str,
    pub(super) kept: &'static str,
}

impl Texts {
    pub(super) const fn of(locale: Locale) -> &'static Self {
        locale.pick(&EN, &ES, &PT)
    }
}

const EN: Texts = Texts {
    title: "Sign in",
    lead: "See who no longer wants your WhatsApp marketing.",
    key: "API key",
    key_hint: "It begins with oo_live_ and needs the scope read.",
    submit: "Sign in",
    key_unknown: "This key is not known, or it was revoked or has expired. Check that you copied all of it.",
    key_may_not_read: "This key may not read the list. Use one with the scope read.",
    kept: "The key is not kept in this browser. You are signed out after 12 hours without use.",
};

const ES: Texts = Texts {
    title: "Iniciar sesión",
    lead: "Mira quién ya no quiere tu marketing por WhatsApp.",
    key: "Clave de API",
    key_hint: "Empieza con oo_live_ y necesita el permiso read.",
    submit: "Iniciar sesión",
    key_unknown: "No conocemos esta clave, o fue revocada o venció. Comprueba que la copiaste entera.",
    key_may_not_read: "Esta clave no permite leer la lista. Usa una con el permiso read.",
    kept: "La clave no se guarda en este navegador. La sesión se cierra tras 12 horas sin uso.",
};

const PT: Texts = Texts {
    title: "Entrar",
    lead: "Veja quem não quer mais o seu marketing no WhatsApp.",
    key: "Chave de API",
    key_hint: "Começa com oo_live_ e precisa da permissão read.",
    submit: "Entrar",
    key_unknown: "Esta chave não é conhecida, ou foi revogada ou expirou. Confira se a copiou inteira.",
    key_may_not_read: "Esta chave não permite ler a lista. Use uma com a permissão read.",
    kept: "A chave não fica guardada neste navegador. A sessão termina após 12 horas sem uso.",
};
