//! What the service's names are called in the languages of people.

use super::Locale;
use crate::domain::consent::Source;

/// What people call a source.
pub(in crate::dashboard) const fn source(source: Source, locale: Locale) -> &'static str {
    let [en, es, pt] = match source {
        Source::Import => ["Import", "Importación", "Importação"],
        Source::Api => ["API", "API", "API"],
        Source::Web => ["Web form", "Formulario web", "Formulário web"],
        Source::Agent => ["Employee", "Agente", "Atendente"],
        Source::Keyword => ["Message", "Mensaje", "Mensagem"],
        Source::Button => ["Button", "Botón", "Botão"],
        Source::ProviderError => {
            ["Refused by WhatsApp", "Rechazado por WhatsApp", "Recusado pelo WhatsApp"]
        }
        Source::ProviderPreference => {
            ["WhatsApp setting", "Ajuste de WhatsApp", "Ajuste do WhatsApp"]
        }
    };
    match locale {
        Locale::En => en,
        Locale::Es => es,
        Locale::Pt => pt,
    }
}

/// The same by the name on the wire; that name itself, if it is none of ours.
pub(in crate::dashboard) fn source_named(name: &str, locale: Locale) -> String {
    Source::from_name(name)
        .map_or_else(|| name.to_owned(), |known| source(known, locale).to_owned())
}
