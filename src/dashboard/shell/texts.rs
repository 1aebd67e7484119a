//! What every page says.

use super::Locale;

/// The texts of the frame around every page.
#[derive(Debug)]
pub(in crate::dashboard) struct Texts {
    pub(in crate::dashboard) skip: &'static str,
    pub(in crate::dashboard) main_navigation: &'static str,
    pub(in crate::dashboard) audience: &'static str,
    pub(in crate::dashboard) charts: &'static str,
    pub(in crate::dashboard) links: &'static str,
    pub(in crate::dashboard) reviews: &'static str,
    pub(in crate::dashboard) dry_run: &'static str,
    pub(in crate::dashboard) settings: &'static str,
    pub(in crate::dashboard) language: &'static str,
    pub(in crate::dashboard) signed_in_with: &'static str,
    pub(in crate::dashboard) sign_out: &'static str,
    pub(in crate::dashboard) api_documents: &'static str,
}

impl Texts {
    pub(in crate::dashboard) const fn of(locale: Locale) -> &'static Self {
        locale.pick(&EN, &ES, &PT)
    }
}

const EN: Texts = Texts {
    skip: "Skip to content",
    main_navigation: "Main",
    audience: "Audience",
    charts: "Charts",
    links: "Shared links",
    reviews: "Reviews",
    dry_run: "Dry run",
    settings: "Settings",
    language: "Language",
    signed_in_with: "Signed in with the key",
    sign_out: "Sign out",
    api_documents: "API documentation",
};

const ES: Texts = Texts {
    skip: "Ir al contenido",
    main_navigation: "Principal",
    audience: "Audiencia",
    charts: "Gráficos",
    links: "Enlaces",
    reviews: "Revisiones",
    dry_run: "Simulación",
    settings: "Ajustes",
    language: "Idioma",
    signed_in_with: "Sesión iniciada con la clave",
    sign_out: "Cerrar sesión",
    api_documents: "Documentación de la API",
};

const PT: Texts = Texts {
    skip: "Ir para o conteúdo",
    main_navigation: "Principal",
    audience: "Audiência",
    charts: "Gráficos",
    links: "Links",
    reviews: "Revisões",
    dry_run: "Simulação",
    settings: "Configurações",
    language: "Idioma",
    signed_in_with: "Sessão iniciada com a chave",
    sign_out: "Sair",
    api_documents: "Documentação da API",
};
