//! Whether a delivery comes from who it says, checked on the bytes that arrived and before anything is parsed.
//!
//! Any of several secrets may have signed, so that one can be replaced without losing a delivery. An empty one
//! never counts: everybody knows it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Whether Meta signed the body with one of the app's secrets.
///
/// `X-Hub-Signature-256` is `sha256=` and the HMAC-SHA-256 of the body in lower-case hex
/// (<https://developers.facebook.com/docs/graph-api/webhooks/getting-started/>). Exactly that
/// is taken: upper case, another algorithm, a list or white space is no signature of Meta's.
pub(super) fn meta(header: &[u8], body: &[u8], secrets: &[SecretString]) -> bool {
    let Some(signature) = header.strip_prefix(b"sha256=").and_then(lower_hex::<32>) else {
        return false;
    };
    one_of(secrets, |secret| {
        Hmac::<Sha256>::new_from_slice(secret)
            .is_ok_and(|mac| mac.chain_update(body).verify_slice(&signature).is_ok())
    })
}

/// Whether Twilio signed the form with one of the account's auth tokens.
///
/// `X-Twilio-Signature` is the HMAC-SHA-1, in base64, of the URL and each parameter's name and value, sorted by
/// name (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>). A name that appears more than once counts
/// with each different value once, in order, as in Twilio's own libraries (`request_validator.py` of
/// <https://github.com/twilio/twilio-python>).
pub(super) fn twilio_form(
    header: &[u8],
    urls: &[String],
    params: &[(String, String)],
    tokens: &[SecretString],
) -> bool {
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in params {
        sorted.entry(name).or_default().insert(value);
    }
    let signed: String = sorted
        .iter()
        .flat_map(|(name, values)| values.iter().flat_map(move |value| [*name, *value]))
        .collect();
    twilio(header, urls, &signed, tokens)
}

/// Whether Twilio signed a JSON body with one of the account's auth tokens.
///
/// Then the signature is over the URL alone, and the URL's parameter `bodySHA256` is the SHA-256 of the body in
/// lower-case hex (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>). Without it nothing would vouch
/// for the body, so it is refused.
pub(super) fn twilio_json(
    header: &[u8],
    urls: &[String],
    body: &[u8],
    tokens: &[SecretString],
) -> bool {
    let digest: [u8; 32] = Sha256::digest(body).into();
    // All candidates have one query.
    let named = urls.first().and_then(|url| body_hash(url));
    let whole = named.is_some_and(|named| bool::from(named.ct_eq(&digest)));
    twilio(header, urls, "", tokens) && whole
}

/// The URLs that Twilio may have signed, for a request to `path_and_query` below the public URL of this service.
///
/// The URL is that which was configured at Twilio, so it is made from our own configuration and never from
/// `Host` or `X-Forwarded-*`, which anybody can write. Twilio signs sometimes with and sometimes without the port;
/// its libraries take both (`src/webhooks/webhooks.ts` of <https://github.com/twilio/twilio-node>). Nothing else is
/// changed, the case of the host included.
pub(super) fn candidates(public_url: &str, path_and_query: &str) -> Vec<String> {
    let base = public_url.trim_end_matches('/');
    let given = format!("{base}{path_and_query}");
    let Some((scheme, rest)) = base.split_once("://") else {
        return vec![given];
    };
    let (authority, path) =
        rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    let other = if let Some(host) = without_port(authority) {
        host.to_owned()
    } else {
        let standard = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
        format!("{authority}:{standard}")
    };
    vec![given, format!("{scheme}://{other}{path}{path_and_query}")]
}

/// The authority without its port, if it has one. The colon of a password or of an IPv6 address is none.
fn without_port(authority: &str) -> Option<&str> {
    let (front, port) = authority.rsplit_once(':')?;
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let in_brackets = front.contains('[') && !front.ends_with(']');
    (digits && !in_brackets).then_some(front)
}

fn twilio(header: &[u8], urls: &[String], params: &str, tokens: &[SecretString]) -> bool {
    let Some(signature) = STANDARD.decode(header).ok().filter(|bytes| bytes.len() == 20) else {
        return false;
    };
    one_of(tokens, |token| {
        urls.iter().fold(false, |found, url| {
            let signed = Hmac::<Sha1>::new_from_slice(token).is_ok_and(|mac| {
                mac.chain_update(url).chain_update(params).verify_slice(&signature).is_ok()
            });
            found | signed
        })
    })
}

/// All secrets are tried, so that the time does not tell which one it was.
fn one_of(secrets: &[SecretString], signed: impl Fn(&[u8]) -> bool) -> bool {
    let usable =
        secrets.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty());
    usable.fold(false, |found, secret| found | signed(secret.as_bytes()))
}

/// The first `bodySHA256` of a URL's query, as the libraries take it.
fn body_hash(url: &str) -> Option<[u8; 32]> {
    let (_, query) = url.split_once('?')?;
    let hash = query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256="))?;
    lower_hex(hash.as_bytes())
}

fn lower_hex<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secrets(texts: &[&str]) -> Vec<SecretString> {
        texts.iter().map(|text| SecretString::from(*text)).collect()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }

    fn signed(secret: &str, body: &[u8]) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
        format!("sha256={}", hex(&mac.finalize().into_bytes()))
    }

    /// RFC 4231, test case 2 (<https://www.rfc-editor.org/rfc/rfc4231#section-4.3>).
    const RFC_KEY: &str = "Jefe";
    const RFC_BODY: &[u8] = b"what do ya want for nothing?";
    const RFC_MAC: &str = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn meta_signs_the_bytes_with_the_app_secret() {
        assert!(meta(RFC_MAC.as_bytes(), RFC_BODY, &secrets(&[RFC_KEY])));
        // While a secret is being replaced, both count.
        assert!(meta(RFC_MAC.as_bytes(), RFC_BODY, &secrets(&["new", RFC_KEY])));
        assert!(meta(RFC_MAC.as_bytes(), RFC_BODY, &secrets(&[RFC_KEY, "new"])));
        assert!(!meta(RFC_MAC.as_bytes(), RFC_BODY, &secrets(&["jefe"])));
        assert!(!meta(RFC_MAC.as_bytes(), RFC_BODY, &[]));
        // What a proxy would call the same body is another one.
        let body = r#"{"a":"\u00e9","b":"\/"}"#;
        let header = signed("s", body.as_bytes());
        assert!(meta(header.as_bytes(), body.as_bytes(), &secrets(&["s"])));
        for other in
            [r#"{"b":"\/","a":"\u00e9"}"#, r#"{"a":"é","b":"/"}"#, r#"{"a": "\u00e9","b":"\/"}"#]
        {
            assert!(!meta(header.as_bytes(), other.as_bytes(), &secrets(&["s"])));
        }
    }

    #[test]
    fn nobody_signs_with_an_empty_secret() {
        let header = signed("", b"{}");
        assert!(!meta(header.as_bytes(), b"{}", &secrets(&["", "s"])));
        let urls = candidates("https://optout.example", "/t");
        let mac = Hmac::<Sha1>::new_from_slice(b"").unwrap().chain_update(&urls[0]);
        let header = STANDARD.encode(mac.finalize().into_bytes());
        assert!(!twilio_form(header.as_bytes(), &urls, &[], &secrets(&[""])));
    }

    #[test]
    fn only_the_exact_form_is_a_signature_of_meta() {
        let digits = RFC_MAC.strip_prefix("sha256=").unwrap();
        let upper = format!("sha256={}", digits.to_uppercase());
        let bad = [
            String::new(),
            "sha256=".to_owned(),
            digits.to_owned(),
            upper,
            format!("SHA256={digits}"),
            format!("sha1={digits}"),
            format!("sha256:{digits}"),
            format!("sha256= {digits}"),
            format!(" {RFC_MAC}"),
            format!("{RFC_MAC} "),
            format!("{RFC_MAC},{RFC_MAC}"),
            format!("{RFC_MAC}00"),
            RFC_MAC.strip_suffix("3").unwrap().to_owned(),
            RFC_MAC.strip_suffix("43").unwrap().to_owned(),
            RFC_MAC.replace('5', "５"),
            RFC_MAC.replace('b', "g"),
            RFC_MAC.replace("sha256=5b", "sha256=5a"),
        ];
        for header in bad {
            assert!(!meta(header.as_bytes(), RFC_BODY, &secrets(&[RFC_KEY])), "{header}");
        }
        assert!(!meta(b"sha256=\xff\xfe", RFC_BODY, &secrets(&[RFC_KEY])));
    }

    // The examples of Twilio's own libraries: the auth token 12345, the URL of the documentation, and the
    // signatures that `tests/unit/test_request_validator.py` of <https://github.com/twilio/twilio-python>, the tests
    // of twilio-php and those of twilio-csharp agree on. Each was computed again with OpenSSL.
    const TOKEN: &str = "12345";
    const PATH: &str = "/myapp.php?foo=1&bar=2";
    const CALL: [(&str, &str); 5] = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
        ("Caller", "+14158675309"),
    ];

    fn form(base: &str, params: &[(&str, &str)], header: &str) -> bool {
        let params: Vec<_> =
            params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        twilio_form(header.as_bytes(), &candidates(base, PATH), &params, &secrets(&["old", TOKEN]))
    }

    #[test]
    fn twilio_examples_are_accepted() {
        let vectors = [
            ("https://mycompany.com", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            ("https://mycompany.com/", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            // The port was left out, or put in.
            ("https://mycompany.com:1234", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            ("http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
            ("https://mycompany.com", "kvajT1Ptam85bY51eRf/AJRuM3w="),
            ("http://mycompany.com", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
            // The host as it was configured.
            ("https://MyCompany.com", "g9IN/x4Cft2g517EjYvEvM/W7LU="),
            ("https://MyCompany.com:1234", "PCqOZm8cnu/L6+u5i5fuEd+Iac4="),
            // Credentials.
            ("https://user:pass@mycompany.com", "CukzLTc1tT5dXEDIHm/tKBanW10="),
            ("https://user@mycompany.com", "2YRLlVAflCqxaNicjMpJcSTgzSs="),
            ("https://user:pass@mycompany.com", "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="),
        ];
        for (base, header) in vectors {
            assert!(form(base, &CALL, header), "{base} {header}");
            assert!(!form("https://other.example", &CALL, header));
        }
        let repeated = [
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ];
        assert!(form("https://mycompany.com", &repeated, "IK+Dwps556ElfBT0I3Rgjkr1wJU="));
    }

    #[test]
    fn a_form_is_signed_whole() {
        let header = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
        let base = "https://mycompany.com";
        let mut reversed = CALL;
        reversed.reverse();
        assert!(form(base, &reversed, header));
        assert!(!form(base, &CALL[1..], header));
        for (name, value) in [("Extra", ""), ("Digits", "9"), ("Digits", "")] {
            let more: Vec<_> = CALL.into_iter().chain([(name, value)]).collect();
            assert!(!form(base, &more, header), "{name}={value}");
        }
        let mut trailing = CALL;
        trailing[1].1 = "1234 ";
        assert!(!form(base, &trailing, header));
    }

    #[test]
    fn only_the_exact_form_is_a_signature_of_twilio() {
        let header = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
        let bad = [
            "",
            "=",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8",
            "RSOYDt4T1cUTdK1PDd93/VVr8B9=",
            "RSOYDt4T1cUTdK1PDd93_VVr8B8=",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=\n",
            " RSOYDt4T1cUTdK1PDd93/VVr8B8=",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=,RSOYDt4T1cUTdK1PDd93/VVr8B8=",
            "RSOYDt4T1cUTdK1PDd93/VVr8A==",
            "王",
        ];
        for other in bad {
            assert!(!form("https://mycompany.com", &CALL, other), "{other}");
        }
        let urls = candidates("https://mycompany.com", PATH);
        assert!(!twilio_form(b"\xff", &urls, &[], &secrets(&[TOKEN])));
        assert!(!twilio_form(header.as_bytes(), &[], &[], &secrets(&[TOKEN])));
    }

    #[test]
    fn a_json_body_is_vouched_for_by_its_hash_in_the_url() {
        const BODY: &[u8] = br#"{"property": "value", "boolean": true}"#;
        const HASH: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        let check = |path: &str, body: &[u8], header: &str| {
            let urls = candidates("https://mycompany.com", path);
            twilio_json(header.as_bytes(), &urls, body, &secrets(&[TOKEN]))
        };
        let sign = |path: &str| {
            let urls = candidates("https://mycompany.com", path);
            let mac =
                Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap().chain_update(&urls[0]);
            STANDARD.encode(mac.finalize().into_bytes())
        };
        let path = format!("{PATH}&bodySHA256={HASH}");
        assert_eq!(sign(&path), "a9nBmqA0ju/hNViExpshrM61xv4=");
        assert!(check(&path, BODY, "a9nBmqA0ju/hNViExpshrM61xv4="));
        assert!(!check(&path, br#"{"property":"value","boolean":true}"#, &sign(&path)));
        assert!(!check(&path, BODY, &sign(PATH)));
        // Well signed, and says nothing of the body.
        for query in ["", "?bodySHA256=", "?foo=1", "?xbodySHA256=", "?bodysha256="] {
            let path = format!("/x{query}{}", if query.ends_with('=') { HASH } else { "" });
            let path = if query == "?bodySHA256=" { format!("/x{query}") } else { path };
            assert!(!check(&path, BODY, &sign(&path)), "{path}");
        }
        let upper = format!("/x?bodySHA256={}", HASH.to_uppercase());
        assert!(!check(&upper, BODY, &sign(&upper)));
        let twice = format!("/x?bodySHA256={}&bodySHA256={HASH}", "0".repeat(64));
        assert!(!check(&twice, BODY, &sign(&twice)));
    }

    #[test]
    fn urls_are_tried_with_and_without_the_port() {
        let cases = [
            ("https://a.example", ["https://a.example/p?q", "https://a.example:443/p?q"]),
            ("https://a.example:443/", ["https://a.example:443/p?q", "https://a.example/p?q"]),
            ("http://a.example", ["http://a.example/p?q", "http://a.example:80/p?q"]),
            ("https://a.example:8443", ["https://a.example:8443/p?q", "https://a.example/p?q"]),
            ("https://a.example/in", ["https://a.example/in/p?q", "https://a.example:443/in/p?q"]),
            (
                "https://[2001:db8::1]",
                ["https://[2001:db8::1]/p?q", "https://[2001:db8::1]:443/p?q"],
            ),
            ("https://[::1]:9", ["https://[::1]:9/p?q", "https://[::1]/p?q"]),
        ];
        for (base, expected) in cases {
            assert_eq!(candidates(base, "/p?q"), expected);
        }
        assert_eq!(candidates("nonsense", "/p"), ["nonsense/p"]);
    }

    proptest! {
        #[test]
        fn every_altered_byte_is_noticed(
            body in proptest::collection::vec(any::<u8>(), 1..200),
            at in any::<proptest::sample::Index>(),
            flip in 1_u8..,
        ) {
            let header = signed("secret", &body);
            prop_assert!(meta(header.as_bytes(), &body, &secrets(&["secret"])));
            let mut altered = body;
            let at = at.index(altered.len());
            altered[at] ^= flip;
            prop_assert!(!meta(header.as_bytes(), &altered, &secrets(&["secret"])));
        }

        #[test]
        fn any_header_has_an_answer(
            header in proptest::collection::vec(any::<u8>(), 0..120),
            base in any::<String>(),
            path in any::<String>(),
        ) {
            let urls = candidates(&base, &path);
            prop_assert!(!meta(&header, RFC_BODY, &secrets(&["s"])));
            prop_assert!(!twilio_form(&header, &urls, &[], &secrets(&["s"])));
            prop_assert!(!twilio_json(&header, &urls, RFC_BODY, &secrets(&["s"])));
        }
    }
}
