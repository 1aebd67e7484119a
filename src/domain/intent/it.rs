//! Italian: a modest set of sentences.

use super::source::{Rule, Source, out, review};
use super::verbs::listed;

/// Italian.
pub(super) const SOURCE: Source = Source {
    tag: "it",
    words: &[
        (
            "soft",
            &[
                "ciao salve buongiorno buonasera per favore cortesia grazie prego subito ora adesso piacere saluti mille",
            ],
        ),
        ("and", &["e ma perche pero"]),
        ("neg", &["non mai not"]),
        ("glide", &["voglio vorrei desidero mi ci di che chiesto chiedo"]),
        ("third", &["lui lei mia mio sorella fratello marito moglie cliente amico amica"]),
        ("ask", &["come perche quando dove posso"]),
        ("hedge", &["prima senza forse se rispondi"]),
        ("limit", &["sera notte domenica oggi domani mattina meno tanti weekend settimana"]),
        (
            "foreign",
            &[
                "ordine appuntamento conto carta fattura consegna pacco prodotto prenotazione contratto abbonamento",
            ],
        ),
        (
            "msg",
            &[
                "messaggi messaggio sms pubblicita promozioni promozione offerte offerta spam newsletter \
                    notifiche comunicazioni email promo",
            ],
        ),
        ("mine", &["mi mio mia io ci miei"]),
        ("me", &["mi ci"]),
        ("list", &["lista liste elenco database rubrica gruppo mailing newsletter"]),
        ("num", &["numero contatto dati telefono nominativo"]),
        (
            "send",
            &[
                "mandare mandate manda mandarmi mandatemi inviare inviate inviarmi inviatemi invia scrivere \
                     scrivete scrivermi scrivetemi contattare contattate contattarmi contattatemi disturbare \
                     disturbarmi disturbate disturbatemi importunare assillare rompere",
            ],
        ),
        (
            "reach",
            &[
                "scrivere scrivete scrivermi scrivetemi contattare contattate contattarmi contattatemi \
                      disturbare disturbarmi disturbate disturbatemi importunare",
            ],
        ),
        ("stop", &["smettete smettetela smettila smetti smettere basta finitela piantatela"]),
        (
            "remove",
            &[
                "cancellatemi cancellami cancellarmi toglietemi toglimi togliermi rimuovetemi rimuovimi \
                       eliminatemi eliminami levatemi escludetemi",
            ],
        ),
        (
            "erase",
            &[
                "cancellate cancella cancellare togliete togli rimuovete rimuovi rimuovere eliminate elimina eliminare",
            ],
        ),
        (
            "unsub",
            &[
                "disiscrivetemi disiscrivermi disiscrivimi disiscrivi disiscriviti disiscrivere disiscrizione \
                      disdire disiscrivo",
            ],
        ),
    ],
    verbs: &[],
    conjugate: listed,
    rules: RULES,
    pauses: &["=per =ora|=adesso", "=di =sera|=notte"],
    conditions: &["=se =vuoi|=volete|=non"],
    near: "",
};

const RULES: &[Rule] = &[
    out(
        "it.no_receiving",
        "=non =voglio|=vorrei|=desidero|=intendo =piu? =ricevere ..3 =piu|msg|$",
    ),
    out(
        "it.no_receiving",
        "=non =voglio|=vorrei|=desidero =piu =ricevere|=vostri|=vostre|=i|=le? ..2 msg",
    ),
    out("it.no_receiving", "=non =voglio ..2 msg"),
    out("it.no_sending", "=non =mi|=ci? reach =piu|=mai|$"),
    out("it.no_sending", "=non =mi|=ci? send =piu|=mai|=altri ..2 msg|$"),
    out("it.no_sending", "=non =mi|=ci? send ..2 msg"),
    out("it.stop_sending", "stop =di =mi? send"),
    out("it.no_more", "^ =basta|=niente|=stop =con? =piu|=i|=questi|=altri? ..1 msg"),
    out("it.remove_me", "remove ..3 list"),
    out("it.remove_me", "remove $"),
    out("it.remove_number", "erase =il? =mio|=miei|=questo|=i num"),
    out("it.remove_number", "erase =il|=i =mio|=miei num"),
    out("it.unsubscribe", "=voglio|=vorrei|=desidero|=mi unsub"),
    out("it.unsubscribe", "=disiscrivetemi|=disiscrivimi"),
    out("it.leave_alone", "=lasciatemi|=lasciami =in|=stare"),
    review("it.unsub_word", "unsub"),
    review("it.spam", "=spam"),
];
