//! What Twilio delivers for WhatsApp senders
//! (<https://www.twilio.com/docs/messaging/guides/webhook-request>): one message or one status per request, as a form
//! or, where that is configured, as a JSON object of texts.

use super::signal::{self, Business, ContactRef, Keyword, MAX_TEXT, Outcome, Said, Signal};
use crate::domain::identity::UserId;

/// "Recipient opted out to receive message": the recipient "has opted out of receiving your marketing messages", on
/// WhatsApp (<https://www.twilio.com/docs/api/errors/63033>).
///
/// The only code that says so. 63049 is a choice of Meta's (<https://www.twilio.com/docs/api/errors/63049>), 63014 may
/// be a block (<https://www.twilio.com/docs/api/errors/63014>), and 21610 repeats what Twilio was told itself, for all
/// channels (<https://www.twilio.com/docs/api/errors/21610>).
const OPTED_OUT: &str = "63033";

/// Names and values, decoded, in the order in which they came, repeats included: what was signed.
pub(super) type Form = Vec<(String, String)>;

/// Undoes form encoding (<https://url.spec.whatwg.org/#urlencoded-parsing>). What is not UTF-8 becomes `U+FFFD`; its
/// signature will not fit, since Twilio signs what it sends in UTF-8.
pub(super) fn form(body: &[u8]) -> Form {
    body.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let mut part = || decoded(parts.next().unwrap_or_default());
            (part(), part())
        })
        .collect()
}

fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        rest = match rest {
            [] => break,
            [b'+', rest @ ..] => {
                bytes.push(b' ');
                rest
            }
            [b'%', high, low, after @ ..] => {
                if let (Some(high), Some(low)) = (hex(*high), hex(*low)) {
                    bytes.push(high << 4 | low);
                    after
                } else {
                    bytes.push(b'%');
                    rest.get(1..).unwrap_or_default()
                }
            }
            [byte, rest @ ..] => {
                bytes.push(*byte);
                rest
            }
        };
    }
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Reads a delivery in JSON: an object of texts with the names of the form.
pub(super) fn parse_json(body: &[u8]) -> Outcome {
    let Ok(fields) = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(body)
    else {
        return Outcome::Dead("not_json");
    };
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text),
        number @ serde_json::Value::Number(_) => Some(number.to_string()),
        _ => None,
    };
    let form: Form =
        fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect();
    parse_form(&form)
}

/// Reads a delivery.
pub(super) fn parse_form(form: &[(String, String)]) -> Outcome {
    let fields = Fields(form);
    // A status has no `Body`; a message has one, though it may be empty.
    let status = fields.text("MessageStatus").or_else(|| fields.text("SmsStatus"));
    match status {
        Some(status) if fields.0.iter().all(|(name, _)| name != "Body") => failed(&fields, status),
        _ => incoming(&fields),
    }
}

/// The parameters by name. Of one that is repeated the first counts.
struct Fields<'a>(&'a [(String, String)]);

impl<'a> Fields<'a> {
    /// A parameter that is there and not empty: Twilio sends empty ones for what does not apply.
    fn text(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    fn id(&self, name: &str) -> Option<String> {
        self.text(name).and_then(signal::id)
    }

    fn words(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| signal::storable(text, MAX_TEXT))
    }

    fn message_id(&self) -> Option<String> {
        ["MessageSid", "SmsMessageSid", "SmsSid"].into_iter().find_map(|name| self.id(name))
    }
}

/// A status of a message that the business sent (<https://www.twilio.com/docs/messaging/guides/track-outbound-message-status>).
fn failed(fields: &Fields<'_>, status: &str) -> Outcome {
    if !["failed", "undelivered"].contains(&status) {
        return Outcome::Ignored("status_not_used");
    }
    if fields.text("ErrorCode") != Some(OPTED_OUT) {
        return Outcome::Ignored("error_not_used");
    }
    let contact = ContactRef { phone: fields.id("To"), user_id: None };
    signal(fields, fields.id("From"), contact, Said::Refused)
}

fn incoming(fields: &Fields<'_>) -> Outcome {
    // `messenger:`, `rcs:`: not WhatsApp. An address without a scheme is taken, since relays cut it off, and an SMS
    // that says STOP to the same business may as well count.
    let elsewhere =
        ["From", "To"].into_iter().filter_map(|name| fields.text(name)).any(|address| {
            let scheme = address.split_once(':').map(|(scheme, _)| scheme.trim());
            scheme.is_some_and(|scheme| !scheme.eq_ignore_ascii_case("whatsapp"))
        });
    if elsewhere {
        return Outcome::Ignored("other_channel");
    }
    match said(fields) {
        Some(said) => signal(fields, fields.id("To"), person(fields), said),
        None => Outcome::Ignored("no_words"),
    }
}

/// The sender: `From` is `whatsapp:` and a number or a business-scoped user id
/// (<https://www.twilio.com/en-us/changelog/whatsapp-bsuid-format-in-conversations-and-webhook-fields>); `WaId` is
/// the number, and `ExternalUserIdentifier` the id, when the other one stands in `From`.
fn person(fields: &Fields<'_>) -> ContactRef {
    let is_user_id = |text: &String| UserId::parse(text).is_ok();
    let from = fields.id("From");
    let other = fields.id("ExternalUserIdentifier").or_else(|| fields.id("ExternalUserId"));
    // What is in a place for user ids and is none would make the whole contact unreadable.
    let other = other.filter(is_user_id);
    let number = fields.id("WaId").filter(|number| !is_user_id(number));
    if from.as_ref().is_some_and(is_user_id) && number.is_some() {
        return ContactRef { phone: number, user_id: from };
    }
    ContactRef { phone: from.or(number), user_id: other }
}

/// The strongest of what a message says: the keyword that Twilio recognised
/// (<https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out>), a tap, the words.
fn said(fields: &Fields<'_>) -> Option<Said> {
    let text = fields.words("Body");
    if let Some(kind) = fields.text("OptOutType").and_then(keyword) {
        return Some(Said::OptOutType { kind, text });
    }
    for (payload, title) in [("ButtonPayload", "ButtonText"), ("ListId", "ListTitle")] {
        let (payload, title) = (fields.words(payload), fields.words(title));
        if payload.is_some() || title.is_some() {
            return Some(Said::Tap { payload, title });
        }
    }
    let media = fields.text("NumMedia").is_some_and(|count| count != "0");
    text.map(|text| if media { Said::Caption(text) } else { Said::Text(text) })
}

fn keyword(name: &str) -> Option<Keyword> {
    let kinds = [("STOP", Keyword::Stop), ("START", Keyword::Start), ("HELP", Keyword::Help)];
    kinds.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| kind)
}

fn signal(fields: &Fields<'_>, number: Option<String>, contact: ContactRef, said: Said) -> Outcome {
    if contact.is_empty() {
        return Outcome::Dead("no_contact");
    }
    let account = fields.id("AccountSid");
    Outcome::Signal(Box::new(Signal {
        business: Business { account, sender_id: None, number },
        contact,
        // Twilio sends no time.
        at: None,
        message_id: fields.message_id(),
        said,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::shown;
    use super::*;

    /// Deliveries of our own making, with the parameters that Twilio documents.
    const FIXTURES: [(&str, &str, &str); 8] = [
        (
            "text",
            include_str!("../../tests/fixtures/webhooks/twilio/text.txt"),
            "text \"Baja por favor 🛑\" | whatsapp:+5491155550101 - | no time | SM00000000000000000000000000000001",
        ),
        (
            "opt_out_type",
            include_str!("../../tests/fixtures/webhooks/twilio/opt_out_type.txt"),
            "keyword Stop Some(\"stop\") | whatsapp:+5491155550101 - | no time | SM00000000000000000000000000000002",
        ),
        (
            "button",
            include_str!("../../tests/fixtures/webhooks/twilio/button.txt"),
            "tap Some(\"OPT_OUT_MKT\") Some(\"Parar\") | whatsapp:+5491155550101 - | no time | SM00000000000000000000000000000003",
        ),
        (
            "list",
            include_str!("../../tests/fixtures/webhooks/twilio/list.txt"),
            "tap Some(\"row-2\") Some(\"Sair\") | whatsapp:+5491155550101 - | no time | SM00000000000000000000000000000004",
        ),
        (
            "caption",
            include_str!("../../tests/fixtures/webhooks/twilio/caption.txt"),
            "caption \"stop\" | whatsapp:+5491155550101 - | no time | SM00000000000000000000000000000005",
        ),
        (
            "user_id",
            include_str!("../../tests/fixtures/webhooks/twilio/user_id.txt"),
            "text \"STOP\" | whatsapp:AR.1000200030004000 - | no time | SM00000000000000000000000000000006",
        ),
        (
            "refused",
            include_str!("../../tests/fixtures/webhooks/twilio/refused.txt"),
            "refused | whatsapp:+5491155550101 - | no time | SM00000000000000000000000000000007",
        ),
        (
            "undelivered",
            include_str!("../../tests/fixtures/webhooks/twilio/undelivered.txt"),
            "ignored, error_not_used",
        ),
    ];

    type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn pairs(fields: Pairs<'_>) -> Form {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn read(fields: Pairs<'_>) -> String {
        shown::outcome(&parse_form(&pairs(fields)))
    }

    #[test]
    fn deliveries_are_read_as_forms_and_as_json() {
        for (name, body, expected) in FIXTURES {
            let form = form(body.trim_end().as_bytes());
            assert_eq!(shown::outcome(&parse_form(&form)), expected, "{name}");
            let object: serde_json::Map<_, _> =
                form.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
            let json = serde_json::to_vec(&object).unwrap();
            assert_eq!(parse_json(&json), parse_form(&form), "{name}");
        }
    }

    #[test]
    fn the_business_is_named_as_it_was_sent() {
        let business = Business {
            account: Some("AC00000000000000000000000000000001".to_owned()),
            sender_id: None,
            number: Some("whatsapp:+5491100000001".to_owned()),
        };
        // In a status the business is the sender.
        for name in ["text", "refused"] {
            let (_, body, _) = FIXTURES.iter().find(|(known, ..)| *known == name).unwrap();
            let Outcome::Signal(signal) = parse_form(&form(body.trim_end().as_bytes())) else {
                panic!("no signal")
            };
            assert_eq!(signal.business, business);
        }
    }

    #[test]
    fn people_are_named_by_number_or_user_id() {
        let by = |fields: Pairs<'_>| {
            let all: Vec<_> = fields.iter().copied().chain([("Body", "x")]).collect();
            read(&all).replace("text \"x\" | ", "").replace(" | no time", "")
        };
        let cases: [(Pairs<'_>, &str); 9] = [
            (&[("From", "whatsapp:+5491155550101")], "whatsapp:+5491155550101 -"),
            (&[("From", "+5491155550101")], "+5491155550101 -"),
            (&[("From", "Tienda")], "Tienda -"),
            (&[("WaId", "5491155550101")], "5491155550101 -"),
            (&[("From", ""), ("WaId", "5491155550101")], "5491155550101 -"),
            (
                &[("From", "whatsapp:AR.1000"), ("WaId", "5491155550101")],
                "5491155550101 whatsapp:AR.1000",
            ),
            (
                &[("From", "whatsapp:+5491155550101"), ("ExternalUserIdentifier", "AR.1000")],
                "whatsapp:+5491155550101 AR.1000",
            ),
            (
                &[("From", "whatsapp:+5491155550101"), ("ExternalUserId", "ana@example.com")],
                "whatsapp:+5491155550101 -",
            ),
            (&[("From", "whatsapp:AR.1000"), ("WaId", "AR.1000")], "whatsapp:AR.1000 -"),
        ];
        for (fields, expected) in cases {
            assert_eq!(by(fields), expected);
        }
        assert_eq!(by(&[]), "DEAD, no_contact");
        assert_eq!(by(&[("From", " ")]), "DEAD, no_contact");
        assert_eq!(by(&[("From", "messenger:1234")]), "ignored, other_channel");
        assert_eq!(by(&[("From", "rcs:+5491155550101")]), "ignored, other_channel");
        assert_eq!(by(&[("From", "WhatsApp:+5491155550101")]), "WhatsApp:+5491155550101 -");
    }

    #[test]
    fn the_strongest_words_count() {
        let said = |fields: Pairs<'_>| {
            let all: Vec<_> = fields.iter().copied().chain([("From", "1")]).collect();
            read(&all).replace(" | 1 - | no time", "")
        };
        let tap = [("Body", "Parar"), ("ButtonText", "Parar")];
        assert_eq!(said(&tap), "tap None Some(\"Parar\")");
        let all = [tap[0], tap[1], ("OptOutType", "START")];
        assert_eq!(said(&all), "keyword Start Some(\"Parar\")");
        assert_eq!(said(&[("OptOutType", "help"), ("Body", "")]), "keyword Help None");
        assert_eq!(said(&[("OptOutType", "PAUSE"), ("Body", "x")]), "text \"x\"");
        assert_eq!(said(&[("OptOutType", ""), ("ButtonPayload", ""), ("Body", "x")]), "text \"x\"");
        assert_eq!(said(&[("NumMedia", "0"), ("Body", "a\0b")]), "text \"a\u{fffd}b\"");
        assert_eq!(said(&[("NumMedia", "2"), ("Body", "")]), "ignored, no_words");
        assert_eq!(said(&[]), "ignored, no_words");
        assert_eq!(said(&[("Body", "first"), ("Body", "second")]), "text \"first\"");
        assert_eq!(said(&[("body", "stop")]), "ignored, no_words");
    }

    #[test]
    fn only_one_error_is_an_opt_out() {
        let status = |status: &str, code: &str| {
            read(&[
                ("MessageSid", "SM1"),
                ("From", "whatsapp:+5491100000001"),
                ("To", "whatsapp:+5491155550101"),
                ("MessageStatus", status),
                ("ErrorCode", code),
            ])
        };
        for expected in ["failed", "undelivered"] {
            let shown = status(expected, "63033");
            assert_eq!(shown, "refused | whatsapp:+5491155550101 - | no time | SM1");
        }
        for code in ["", "21610", "63014", "63016", "63024", "63049", "131050", "630330"] {
            assert_eq!(status("failed", code), "ignored, error_not_used", "{code}");
        }
        for other in ["queued", "sent", "delivered", "read", "receiving"] {
            assert_eq!(status(other, "63033"), "ignored, status_not_used", "{other}");
        }
        let nobody = [("MessageStatus", "failed"), ("ErrorCode", "63033")];
        assert_eq!(read(&nobody), "DEAD, no_contact");
    }

    #[test]
    fn forms_are_decoded_as_they_were_encoded() {
        let cases: [(&[u8], Pairs<'_>); 11] = [
            (b"", &[]),
            (b"&&", &[]),
            (b"a=1&b=2&a=1", &[("a", "1"), ("b", "2"), ("a", "1")]),
            (b"a", &[("a", "")]),
            (b"a=&=b&=", &[("a", ""), ("", "b"), ("", "")]),
            (b"a=b=c", &[("a", "b=c")]),
            (b"a=+b%20c%2B+", &[("a", " b c+ ")]),
            (b"%61=%C3%a9", &[("a", "é")]),
            (b"a=%&b=%4&c=%zz&d=%%41", &[("a", "%"), ("b", "%4"), ("c", "%zz"), ("d", "%A")]),
            (b"a=%ff\xfe&b=%C3", &[("a", "\u{fffd}\u{fffd}"), ("b", "\u{fffd}")]),
            (b"a=\0%00", &[("a", "\0\0")]),
        ];
        for (body, expected) in cases {
            assert_eq!(form(body), pairs(expected), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_is_no_object_of_texts_is_dead() {
        for body in [&b""[..], b"null", b"[]", b"\"x\"", b"{", b"From=1&Body=stop", b"\xff"] {
            assert_eq!(parse_json(body), Outcome::Dead("not_json"));
        }
        let body = br#"{"From":"whatsapp:+5491155550101","Body":"stop","NumMedia":0,"MessageSid":null,"X":{}}"#;
        let expected = "text \"stop\" | whatsapp:+5491155550101 - | no time";
        assert_eq!(shown::outcome(&parse_json(body)), expected);
    }

    proptest! {
        #[test]
        fn any_bytes_have_an_answer(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            parse_form(&form(&body));
            parse_json(&body);
        }

        #[test]
        fn any_altered_delivery_has_an_answer(
            which in 0..FIXTURES.len(),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut body = FIXTURES[which].1.as_bytes().to_vec();
            let at = at.index(body.len());
            body[at] = byte;
            parse_form(&form(&body));
            parse_form(&form(&body[..at]));
        }

        #[test]
        fn what_is_encoded_is_decoded(fields in proptest::collection::vec((any::<String>(), any::<String>()), 0..8)) {
            let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
            let body: Vec<_> =
                fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            prop_assert_eq!(form(body.join("&").as_bytes()), fields);
        }
    }
}
