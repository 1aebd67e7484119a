//! German: a modest set of sentences.

use super::source::{Rule, Source, out, review};
use super::verbs::listed;

/// German.
pub(super) const SOURCE: Source = Source {
    tag: "de",
    words: &[
        (
            "soft",
            &[
                "hallo hi guten tag morgen abend bitte danke vielen dank jetzt sofort gruss grusse mfg endlich mal umgehend",
            ],
        ),
        ("and", &["und aber denn weil"]),
        ("neg", &["nicht nie niemals not"]),
        ("glide", &["will mochte wollte gebeten gesagt mich nicht zu bitte"]),
        ("third", &["er meine mein frau mann freund freundin kunde"]),
        ("ask", &["wie warum wann wo wieso kann"]),
        ("hedge", &["bevor ohne vielleicht wenn falls antworten"]),
        (
            "limit",
            &["nachts abends sonntag sonntags wochenende heute weniger morgens woche uhr viele so"],
        ),
        (
            "foreign",
            &["bestellung termin konto karte rechnung lieferung paket produkt vertrag buchung"],
        ),
        (
            "msg",
            &[
                "nachricht nachrichten sms werbung werbenachrichten angebote angebot newsletter spam mails \
                    benachrichtigungen werbemails infos aktionen promos whatsapps",
            ],
        ),
        ("mine", &["mich mir ich meine uns"]),
        ("me", &["mich mir uns"]),
        ("list", &["liste verteiler kontaktliste datenbank mailingliste newsletter kartei gruppe"]),
        ("num", &["nummer telefonnummer handynummer daten kontakt kontaktdaten"]),
        (
            "send",
            &[
                "schicken schickt schick senden sendet sende schreiben schreibt schreib kontaktieren kontaktiert \
                     belastigen belastigt anschreiben nerven stort storen zuschicken",
            ],
        ),
        (
            "remove",
            &[
                "loschen losche loscht entfernen entferne entfernt streichen streicht nehmen nehmt nimm",
            ],
        ),
        (
            "unsub",
            &[
                "abmelden abbestellen austragen abbestelle abmeldung abgemeldet abzumelden abzubestellen",
            ],
        ),
    ],
    verbs: &[],
    conjugate: listed,
    rules: RULES,
    pauses: &["=im =moment", "=am =wochenende"],
    conditions: &["=wenn|=falls =sie|=du|=ich"],
    near: "",
};

const RULES: &[Rule] = &[
    out("de.no_receiving", "=mochte|=will|=wunsche|=wollen|=mochten ..2 =keine|=keinerlei ..2 msg"),
    out("de.no_receiving", "=keine|=keinerlei ..2 msg =mehr"),
    out("de.no_receiving", "=nicht|=nichts =mehr send|=kontaktiert|=angeschrieben|=belastigt"),
    out(
        "de.no_sending",
        "send =sie? me =bitte? =nicht|=keine|=nichts|=nie =mehr|=weiter|=wieder|=msg? ..1 msg|=mehr|$",
    ),
    out("de.no_sending", "send =sie? me =bitte? =nicht|=keine|=nichts|=nie =mehr"),
    out("de.no_more", "^ =keine|=keinerlei =weiteren|=weitere|=mehr? msg =mehr?"),
    out("de.stop_sending", "=horen|=hort|=hor =sie? =auf ..3 send"),
    out("de.stop_sending", "=stoppen|=stoppt|=beenden =sie? ..2 msg"),
    out("de.remove_me", "remove =sie? me ..2 =von|=aus|=vom ..3 list"),
    out("de.remove_number", "remove =sie? ..1 =meine|=meinen|=diese num"),
    out("de.unsubscribe", "=mich|=uns|=newsletter|=werbung|=nachrichten ..3 unsub"),
    out("de.unsubscribe", "=melden|=meldet|=tragen|=tragt =sie? =mich ..4 =ab|=aus"),
    out("de.leave_alone", "=lassen|=lasst|=lass =sie? =mich =in? =ruhe"),
    review("de.unsub_word", "unsub"),
    review("de.spam", "=spam"),
];
