//! Answers in `TwiML` (<https://www.twilio.com/docs/messaging/twiml>).

/// An answer that says nothing, or one that makes Twilio send this text.
pub(super) fn response(text: Option<&str>) -> String {
    let body = text.map_or_else(
        || "<Response/>".to_owned(),
        |text| format!("<Response><Message>{}</Message></Response>", escaped(text)),
    );
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{body}")
}

/// A text as XML 1.0 takes it (<https://www.w3.org/TR/xml/#charsets>): what it does not allow is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        assert_eq!(
            response(Some("a < b && \"c\" > 'd'\u{1}\n😀")),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>a &lt; b &amp;&amp; \"c\" &gt; 'd'\n😀</Message></Response>"
        );
        assert_eq!(response(None), "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
    }
}
