//! Words that decide when they are the whole message.
//!
//! They come from what carriers and providers document: Twilio, AWS, Bird, Sinch and the FCC's list of
//! reasonable means (47 CFR 64.1200(a)(10)), and from public opt-out detectors.

use std::sync::LazyLock;

use super::Intent;
use super::lexicon::Map;
use super::normalise::{Plain, squeeze};

/// The keywords of one language, as an operator may want to see them.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// The primary subtag.
    pub language: &'static str,
    /// They opt out, whatever else the tenant's bot understands.
    pub opt_out: &'static [&'static str],
    /// They opt out too, but mean other things in a dialogue: the first to remove where `cancelar` cancels
    /// an appointment. On a button, or beside other sentences, they are for a human.
    pub opt_out_ambiguous: &'static [&'static str],
    /// They opt in.
    pub opt_in: &'static [&'static str],
    /// Words of menus that providers list as opt-ins, and such that only hint at an opt-out: for a human.
    pub review: &'static [&'static str],
}

/// All built-in keywords. A word that several languages share is in each.
pub const BUILT_IN: [BuiltIn; 9] = [
    BuiltIn {
        language: "en",
        opt_out: &[
            "stop",
            "stopall",
            "stop all",
            "unsubscribe",
            "unsub",
            "optout",
            "opt out",
            "stop2quit",
            "stop to quit",
            "unsubscribe me",
            "unsubscribe all",
            "remove me",
            "opt me out",
            "stop promotions",
            "stop promo",
            "stop messages",
            "stop texts",
            "stop marketing",
            "stop texting",
            "stop messaging",
            "dnd",
            "do not disturb",
            "do not contact",
            "do not text",
            "dont contact",
            "dont text",
            "dont message",
            "arret",
            "stop now",
            "cancel subscription",
            "no more messages",
            "td",
            "stop promotional messages",
            "remove my number",
        ],
        opt_out_ambiguous: &[
            "unsubscribed",
            "no more",
            "cancel",
            "end",
            "quit",
            "remove",
            "revoke",
            "cease",
            "delete me",
            "take me off",
        ],
        opt_in: &[
            "start",
            "unstop",
            "subscribe",
            "resubscribe",
            "opt in",
            "optin",
            "opt me in",
            "resume promotions",
            "resume messages",
            "subscribe me",
            "start promotions",
        ],
        review: &[
            "begin",
            "resume",
            "revert",
            "stop it",
            "pause",
            "mute",
            "snooze",
            "enough",
            "spam",
            "leave",
            "restart",
            "no more please stop",
            "block",
        ],
    },
    BuiltIn {
        language: "es",
        opt_out: &[
            "stop",
            "baja",
            "detener",
            "desuscribir",
            "desuscribirme",
            "desuscribirse",
            "desuscripcion",
            "desinscribirme",
            "darme de baja",
            "dar de baja",
            "darse de baja",
            "dame de baja",
            "denme de baja",
            "me doy de baja",
            "quiero darme de baja",
            "baja ya",
            "baja total",
            "baja definitiva",
            "cancelar suscripcion",
            "anular suscripcion",
            "cancelar la suscripcion",
            "cancelar mi suscripcion",
            "detener promociones",
            "detener mensajes",
            "parar promociones",
            "parar mensajes",
            "cancelar promociones",
            "no quiero recibir mensajes",
            "no quiero recibir promociones",
            "no me envien mas mensajes",
            "no mas mensajes",
            "quiero baja",
            "no recibir mas",
            "no recibir mensajes",
            "no recibir promociones",
            "dejar de recibir",
            "no molestar",
            "darse baja",
            "salir de la lista",
            "solicito baja",
        ],
        opt_out_ambiguous: &[
            "parar",
            "pare",
            "paren",
            "alto",
            "salir",
            "cancelar",
            "eliminar",
            "eliminarme",
            "borrarme",
            "salirme",
            "anular",
        ],
        opt_in: &[
            "suscribir",
            "suscribirme",
            "suscribirse",
            "suscribirme de nuevo",
            "alta",
            "dar de alta",
            "darme de alta",
            "reanudar",
            "reanudar mensajes",
            "reanudar promociones",
            "reactivar mensajes",
            "recibir promociones",
            "start",
            "quiero suscribirme",
        ],
        review: &[
            "volver",
            "iniciar",
            "continuar",
            "recibir",
            "reactivar",
            "activar",
            "pausa",
            "pausar",
            "basta",
            "no mas",
            "ya no",
            "spam",
            "bloquear",
            "quitar",
            "terminar",
            "finalizar",
            "fuera",
            "no mas gracias",
        ],
    },
    BuiltIn {
        language: "pt",
        opt_out: &[
            "stop",
            "sair",
            "parem",
            "descadastrar",
            "descadastro",
            "descadastre",
            "descadastrarme",
            "me descadastra",
            "me descadastre",
            "desinscrever",
            "cancelar inscricao",
            "cancelar a inscricao",
            "cancelar minha inscricao",
            "cancelar assinatura",
            "parar promocoes",
            "parar mensagens",
            "cancelar promocoes",
            "cancelar mensagens",
            "nao quero receber",
            "nao quero mais receber",
            "nao quero mais receber mensagens",
            "sair da lista",
            "me tira da lista",
            "nao perturbe",
            "quero sair",
            "cancelar envio",
            "parar de receber",
            "nao receber",
            "nao receber mais",
            "nao receber mensagens",
            "sair do grupo",
            "nao me perturbe",
            "descadastrar meu numero",
            "cancelar recebimento",
        ],
        opt_out_ambiguous: &[
            "parar",
            "pare",
            "cancelar",
            "remover",
            "excluir",
            "cancela",
            "me remove",
            "me exclui",
        ],
        opt_in: &[
            "quero voltar",
            "quero receber",
            "cadastrar",
            "reativar mensagens",
            "reativar promocoes",
            "retomar promocoes",
            "retomar mensagens",
            "inscrever",
            "start",
            "voltar a receber",
            "quero voltar a receber",
            "me inscrever",
            "quero me inscrever",
        ],
        review: &[
            "voltar",
            "ativar",
            "iniciar",
            "continuar",
            "receber",
            "reativar",
            "retomar",
            "pausar",
            "pausa",
            "chega",
            "para",
            "nao quero mais",
            "spam",
            "bloquear",
            "tirar",
            "encerrar",
            "basta",
        ],
    },
    BuiltIn {
        language: "fr",
        opt_out: &[
            "stop",
            "arret",
            "arreter",
            "desabonner",
            "se desabonner",
            "desabonnez",
            "desabonnement",
            "me desabonner",
            "desabonnez moi",
            "desinscrire",
            "se desinscrire",
            "me desinscrire",
            "desinscription",
            "desinscrivez moi",
            "ne plus recevoir",
            "stop sms",
            "stop promotions",
            "arreter les promotions",
            "stop pub",
        ],
        opt_out_ambiguous: &["annuler", "arretez", "arrete"],
        opt_in: &[
            "nonarret",
            "non arret",
            "sabonner",
            "s abonner",
            "start",
            "reabonner",
            "reprendre les promotions",
            "m abonner",
        ],
        review: &["reprendre", "recommencer", "continuer", "pause"],
    },
    BuiltIn {
        language: "de",
        opt_out: &[
            "stop",
            "stopp",
            "abmelden",
            "abbestellen",
            "abmeldung",
            "austragen",
            "newsletter abbestellen",
            "werbung abbestellen",
            "keine werbung",
            "keine werbung mehr",
            "keine nachrichten mehr",
            "abbestellung",
        ],
        opt_out_ambiguous: &["halt", "ende", "kundigen", "beenden", "aufhoren", "loschen"],
        opt_in: &["anmelden", "abonnieren", "start", "wieder anmelden"],
        review: &["weiter", "pause", "zuruck"],
    },
    BuiltIn {
        language: "it",
        opt_out: &[
            "stop",
            "disiscriviti",
            "disiscrivimi",
            "disiscrivetemi",
            "disiscrivermi",
            "disiscrivere",
            "disiscrizione",
            "annulla iscrizione",
            "cancella iscrizione",
            "cancellami",
            "cancellatemi",
            "annullare iscrizione",
            "stop promozioni",
            "interrompi promozioni",
        ],
        opt_out_ambiguous: &["ferma", "annulla", "fermate", "cancella", "esci"],
        opt_in: &["iscrivimi", "iscrivermi", "iscriviti", "riattiva messaggi", "start"],
        review: &["inizia", "riprendi", "continua", "pausa"],
    },
    BuiltIn {
        language: "ar",
        opt_out: &[
            "stop",
            "إيقاف",
            "ايقاف الرسائل",
            "إيقاف الرسائل",
            "إلغاء الاشتراك",
            "الغاء الاشتراك",
            "توقف",
            "أوقف",
            "أوقفوا الرسائل",
            "أوقف الرسائل",
            "اوقفوا",
            "إيقاف العروض",
            "وقف الرسائل",
            "إلغاء اشتراكي",
        ],
        opt_out_ambiguous: &["إلغاء", "قف", "كفى"],
        opt_in: &[
            "استئناف الرسائل",
            "تشغيل الرسائل",
            "اشتراك",
            "start",
            "استئناف",
            "تفعيل الرسائل",
        ],
        review: &["ابدأ", "عودة", "وقف مؤقت", "إيقاف مؤقت"],
    },
    BuiltIn {
        language: "hi",
        opt_out: &[
            "stop",
            "बंद करो",
            "बंद करें",
            "मैसेज बंद करो",
            "मैसेज बंद करें",
            "संदेश बंद करें",
            "रोको",
            "बंद",
            "band karo",
            "bandh karo",
            "band kro",
            "message band karo",
            "msg band karo",
            "messages band karo",
            "bandh kro",
            "मैसेज मत भेजो",
            "message mat bhejo",
        ],
        opt_out_ambiguous: &["रद्द करें", "रुको", "ruko"],
        opt_in: &["चालू करो", "चालू करें", "shuru karo", "start", "फिर से शुरू करें", "chalu karo"],
        review: &["शुरू", "शुरू करो"],
    },
    BuiltIn {
        language: "nl",
        opt_out: &[
            "stop",
            "afmelden",
            "uitschrijven",
            "stoppen",
            "meld me af",
            "schrijf me uit",
            "geen berichten meer",
            "geen reclame",
            "geen reclame meer",
        ],
        opt_out_ambiguous: &["einde", "annuleren"],
        opt_in: &["aanmelden", "inschrijven", "start", "weer aanmelden"],
        review: &["hervatten", "doorgaan", "pauze"],
    },
];

/// What a whole message of these words means.
#[derive(Debug)]
pub(super) struct Keyword {
    /// What it means.
    pub intent: Intent,
    /// It means other things too.
    pub ambiguous: bool,
    /// The languages it is a word of.
    pub languages: Vec<&'static str>,
}

/// By the words with nothing between them.
static KEYWORDS: LazyLock<Map<Keyword>> = LazyLock::new(|| {
    let mut map = Map::<Keyword>::default();
    for language in &BUILT_IN {
        let lists = [
            (Intent::OptOut, false, language.opt_out),
            (Intent::OptOut, true, language.opt_out_ambiguous),
            (Intent::OptIn, false, language.opt_in),
            (Intent::Review, true, language.review),
        ];
        for (intent, ambiguous, words) in lists {
            for word in words {
                let keyword = map.entry(squeeze(word).into()).or_insert_with(|| Keyword {
                    intent,
                    ambiguous,
                    languages: Vec::new(),
                });
                if !keyword.languages.contains(&language.language) {
                    keyword.languages.push(language.language);
                }
            }
        }
    }
    map
});

/// The keyword of these words without spaces.
pub(super) fn find(squeezed: &str) -> Option<&'static Keyword> {
    KEYWORDS.get(squeezed)
}

/// Each word of each keyword, so that the lexicon knows them.
pub(super) fn words() -> Vec<String> {
    let all = BUILT_IN.iter().flat_map(|language| {
        [language.opt_out, language.opt_out_ambiguous, language.opt_in, language.review]
    });
    all.flatten()
        .flat_map(|phrase| {
            let plain = Plain::read(phrase);
            plain.words.iter().map(|word| plain.letters(word).to_owned()).collect::<Vec<_>>()
        })
        .collect()
}
