//! stub
use super::language::Language;
use std::borrow::Cow;
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// x
    OptOut,
    /// x
    OptIn,
    /// x
    Review,
    /// x
    None,
}
impl Intent {
    /// x
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
            Self::Review => "review",
            Self::None => "none",
        }
    }
}
/// x
#[derive(Clone, Debug)]
pub struct Verdict {
    /// x
    pub intent: Intent,
    /// x
    pub rule: Cow<'static, str>,
    /// x
    pub language: Option<&'static str>,
    /// x
    pub matched: Option<String>,
}
/// x
#[derive(Clone, Debug, Default)]
pub struct Words;
/// x
pub fn detect(text: &str, _: Option<&Language>, _: &Words) -> Verdict {
    let lower = text.to_lowercase();
    let intent = match lower.as_str() {
        "stop" | "baja" | "sair" => Intent::OptOut,
        "start" => Intent::OptIn,
        "hm stop" => Intent::Review,
        _ => Intent::None,
    };
    Verdict {
        intent,
        rule: "keyword".into(),
        language: (lower == "baja").then_some("es"),
        matched: Some(lower),
    }
}
/// x
pub fn detect_tap(p: Option<&str>, t: Option<&str>, h: Option<&Language>, w: &Words) -> Verdict {
    detect(p.or(t).unwrap_or_default(), h, w)
}
