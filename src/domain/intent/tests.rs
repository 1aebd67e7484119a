//! Tests of intent detection: the parts, the families of rules with their near misses, and the corpus.

use proptest::prelude::*;

use super::lexicon::LEXICON;
use super::normalise::{Plain, squeeze};
use super::pattern::Names;
use super::source::SOURCES;
use super::*;

fn intent(text: &str) -> Intent {
    detect(text, None, &Words::default()).intent
}

fn all(expected: Intent, texts: &[&str]) {
    for text in texts {
        let verdict = detect(text, None, &Words::default());
        assert_eq!(verdict.intent, expected, "{text:?}: {verdict:?}");
    }
}

/// None of them is automatic; whether somebody looks at it is a matter of taste.
fn not_automatic(texts: &[&str]) {
    for text in texts {
        let verdict = detect(text, None, &Words::default());
        assert!(matches!(verdict.intent, Intent::Review | Intent::None), "{text:?}: {verdict:?}");
    }
}

fn tap(payload: Option<&str>, title: Option<&str>) -> Verdict {
    detect_tap(payload, title, None, &Words::default())
}

fn lists(change: impl FnOnce(&mut WordLists)) -> WordLists {
    let mut lists = WordLists::default();
    change(&mut lists);
    lists
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

mod normaliser {
    use super::*;

    #[test]
    fn writing_habits_say_nothing() {
        for typed in [
            "Opt-Out",
            "ＯＰＴ　ＯＵＴ",
            "opt\u{200d}out",
            "*opt_out*",
            "ópt öut 🙏🏽",
            "𝗢𝗽𝘁 𝗼𝘂𝘁",
            "o\u{301}pt\u{a0}out\u{0}",
        ] {
            assert_eq!(squeeze(typed), "optout", "{typed:?}");
        }
    }

    #[test]
    fn arabic_has_one_spelling_and_hindi_keeps_its_vowels() {
        assert_eq!(squeeze("إِلْغَاء"), squeeze("الغاء"));
        assert_eq!(squeeze("خدمة"), squeeze("خدمه"));
        assert_eq!(squeeze("إيقـــاف"), squeeze("ايقاف"));
        assert_eq!(squeeze("बंद करो"), "बंदकरो");
        assert_ne!(squeeze("मैसेज"), squeeze("मसज"));
    }

    #[test]
    fn apostrophes_join_english_and_part_french() {
        assert_eq!(Plain::read("don’t").text, "dont ");
        assert_eq!(Plain::read("ne m'envoyez").text, "ne m envoyez ");
        assert_eq!(Plain::read("dell'elenco").text, "dell elenco ");
    }

    #[test]
    fn marks_end_clauses_and_questions_are_remembered() {
        let plain = Plain::read("¿Baja? No, \"gracias\".\nChau");
        let clauses: Vec<usize> = plain.words.iter().map(|word| word.clause).collect();
        assert_eq!(clauses, [0, 1, 2, 3]);
        let asks: Vec<bool> = plain.words.iter().map(|word| word.asks).collect();
        assert_eq!(asks, [true, false, false, false]);
        let quoted: Vec<bool> = plain.words.iter().map(|word| word.quoted).collect();
        assert_eq!(quoted, [false, false, true, false]);
    }

    #[test]
    fn turkish_letters_and_ligatures_are_plain() {
        assert_eq!(squeeze("İptal ıssız straße œuvre"), "iptalissizstrasseoeuvre");
    }

    #[test]
    fn a_very_long_text_is_read_in_part() {
        let plain = Plain::read(&"hola ".repeat(100_000));
        assert!(plain.long);
        assert!(plain.words.len() <= 1_000);
    }
}

mod lexicon {
    use super::*;

    /// A rule that names a class without words can never match as it was meant to.
    #[test]
    fn every_class_that_a_rule_names_has_words() {
        for source in SOURCES {
            let mut names = Names::default();
            for rule in source.rules {
                pattern::Pattern::new(rule.2, &mut names);
            }
            for pattern in source.pauses.iter().chain(source.conditions) {
                pattern::Pattern::new(pattern, &mut names);
            }
            assert!(names.classes().len() < 128, "{}: too many classes", source.tag);
            for class in names.classes() {
                let is_listed = source.words.iter().any(|(known, words)| {
                    known.split('|').any(|known| known == *class) && !words.is_empty()
                });
                let is_verb = class
                    .split_once('.')
                    .is_some_and(|(verb, _)| source.verbs.iter().any(|(known, _)| *known == verb));
                assert!(is_listed || is_verb, "{}: no word is of class {class:?}", source.tag);
            }
        }
    }

    #[test]
    fn rule_ids_say_their_language() {
        for source in SOURCES {
            for rule in source.rules {
                assert!(rule.0.starts_with(&format!("{}.", source.tag)), "{}", rule.0);
            }
        }
    }

    #[test]
    fn one_wrong_letter_in_a_distinctive_word_is_understood() {
        for (typed, meant) in [
            ("unsubscibe", "unsubscribe"),
            ("mensjaes", "mensajes"),
            ("promocioness", "promociones"),
            ("desuscribirne", "desuscribirme"),
            ("stooop", "stop"),
            ("bajaaaa", "baja"),
            ("st0p", "stop"),
            ("b4ja", "baja"),
        ] {
            assert_eq!(&*LEXICON.look_up(typed).text, meant, "{typed}");
        }
        for typed in ["unsubsrcibing2", "caja", "bala", "shop", "spot", "enviado"] {
            let entry = LEXICON.look_up(typed);
            assert!(
                entry.text.is_empty() || &*entry.text == typed,
                "{typed} became {}",
                entry.text
            );
        }
    }
}

mod keywords_alone {
    use super::*;

    #[test]
    fn every_built_in_keyword_does_what_its_list_says() {
        for language in &BUILT_IN {
            for word in language.opt_out.iter().chain(language.opt_out_ambiguous) {
                assert_eq!(intent(word), Intent::OptOut, "{word}");
            }
            for word in language.opt_in {
                assert_eq!(intent(word), Intent::OptIn, "{word}");
            }
            for word in language.review {
                assert_eq!(intent(word), Intent::Review, "{word}");
            }
        }
    }

    #[test]
    fn repetitions_and_codes_change_nothing() {
        all(
            Intent::OptOut,
            &["BAJA BAJA BAJA", "STOP 12345", "stop. stop!", "STOP2QUIT", "🛑 stop 🛑"],
        );
    }

    #[test]
    fn games_questions_and_signs_are_for_a_human() {
        all(Intent::Review, &["S T O P", "S.T.O.P.", "🛑", "⛔️", "baja?", "STOP?", "¿Cancelar?"]);
    }

    #[test]
    fn answers_and_menu_digits_decide_nothing() {
        all(
            Intent::None,
            &[
                "no", "No.", "sí", "si", "ok", "yes", "sim", "não", "1", "2", "9️⃣", "", " ", "👍",
                "\u{0}",
            ],
        );
    }

    #[test]
    fn the_hint_tells_the_language_of_a_shared_word() {
        let words = Words::default();
        let hint = |tag: &str| Language::parse(tag).unwrap();
        assert_eq!(detect("stop", None, &words).language, None);
        assert_eq!(detect("stop", Some(&hint("pt_BR")), &words).language, Some("pt"));
        assert_eq!(detect("baja", Some(&hint("en")), &words).language, Some("es"));
        assert_eq!(detect("cancelar", Some(&hint("fi")), &words).language, None);
    }

    #[test]
    fn a_verdict_explains_itself() {
        let verdict = detect("Hola! BÁJA porfa 🙏", None, &Words::default());
        assert_eq!(verdict.rule, "keyword");
        assert_eq!(verdict.matched.as_deref(), Some("baja"));
        let verdict = detect("no me manden más mensajes", None, &Words::default());
        assert_eq!(verdict.rule, "es.no_sending");
        assert_eq!(verdict.language, Some("es"));
        assert!(verdict.matched.unwrap().starts_with("no me manden"));
    }
}

mod sentences {
    use super::*;

    #[test]
    fn stop_sending() {
        all(
            Intent::OptOut,
            &[
                "dejen de mandarme mensajes",
                "parem de enviar mensagens",
                "stop texting me",
                "quit sending me promos",
            ],
        );
        not_automatic(&[
            "no dejen de mandarme promos",
            "não parem de mandar ofertas",
            "please don't stop sending deals",
            "dejen el paquete en portería",
            "stop by tomorrow",
            "para mandar o comprovante?",
            "stop charging my card",
        ]);
    }

    #[test]
    fn no_more_messages() {
        all(
            Intent::OptOut,
            &["no más mensajes", "chega de propaganda", "no more texts please", "basta de spam"],
        );
        not_automatic(&[
            "no más azúcar",
            "no more than 5",
            "chega amanhã?",
            "basta con un kilo",
            "no hay más mensajes",
        ]);
    }

    #[test]
    fn do_not_want_to_receive() {
        all(
            Intent::OptOut,
            &[
                "no quiero recibir más promos",
                "não quero mais receber mensagem",
                "I don't want your messages",
            ],
        );
        not_automatic(&[
            "no quiero recibir el pedido hoy",
            "não quero mais o produto",
            "I don't want onions",
            "no quiero dejar de recibir promos",
            "no quiero perderme las promos",
        ]);
    }

    #[test]
    fn remove_me() {
        all(
            Intent::OptOut,
            &[
                "sáquenme de la lista",
                "borren mi número",
                "me tira dessa lista",
                "remova meu número",
                "take me off your list",
            ],
        );
        not_automatic(&[
            "sacame un turno",
            "sacame una duda",
            "tira a cebola",
            "me tira uma dúvida",
            "remove the onions",
            "no me saquen de la lista",
            "remove me from the order",
            "sáquenme de la lista de espera",
        ]);
    }

    #[test]
    fn baja_is_also_low_and_cancelled() {
        all(
            Intent::OptOut,
            &[
                "quiero darme de baja",
                "denme de baja",
                "solicito la baja",
                "baja del servicio de mensajes",
            ],
        );
        not_automatic(&[
            "no quiero darme de baja",
            "bajó el dólar",
            "cuándo baja el precio",
            "planta baja",
            "quiero dar de baja la tarjeta",
            "¿cómo me doy de baja?",
            "se dio de baja internet",
            "mi hermana quiere darse de baja",
        ]);
    }

    #[test]
    fn limits_are_for_a_human() {
        all(
            Intent::Review,
            &[
                "no me escriban hoy",
                "no me manden mensajes de noche",
                "menos mensajes por favor",
                "por ahora no me manden promos",
                "don't text me at night",
                "não me mande mensagem hoje",
                "no me escriban hoy, mañana sí",
            ],
        );
        all(Intent::OptOut, &["desde hoy no me escriban más", "from today don't text me anymore"]);
    }

    #[test]
    fn threats_and_refusals_of_an_offer_are_for_a_human() {
        all(
            Intent::Review,
            &[
                "los voy a denunciar",
                "vou bloquear vocês",
                "no me interesa",
                "not interested",
                "esto es spam",
            ],
        );
        all(
            Intent::OptOut,
            &["spam!! dejen de mandar mensajes", "not interested, take me off your list"],
        );
        all(Intent::None, &["no gracias", "no, thanks", "não, obrigado", "later"]);
    }

    #[test]
    fn quotations_do_not_decide() {
        not_automatic(&[
            "escribí \"BAJA\" y no pasó nada",
            "me llegó «no quiero más mensajes» de un cliente",
        ]);
        all(Intent::OptOut, &["\"no quiero más mensajes\""]);
    }

    #[test]
    fn opt_ins_are_said_in_words() {
        all(
            Intent::OptIn,
            &[
                "quiero volver a recibir promociones",
                "quero voltar a receber mensagens",
                "sign me up again",
                "resubscribe",
                "START",
                "alta",
            ],
        );
        not_automatic(&[
            "sí",
            "ok",
            "hola",
            "volver",
            "no quiero volver a suscribirme",
            "voltar",
            "iniciar",
        ]);
        all(Intent::OptOut, &["no quiero volver a recibir mensajes"]);
    }

    #[test]
    fn languages_other_than_the_hint_work_too() {
        let words = Words::default();
        let portuguese = Language::parse("pt").unwrap();
        let verdict = detect("dejen de mandarme mensajes", Some(&portuguese), &words);
        assert_eq!((verdict.intent, verdict.language), (Intent::OptOut, Some("es")));
        let verdict = detect("please dejen de mandar mensajes", Some(&portuguese), &words);
        assert_eq!(verdict.intent, Intent::OptOut);
    }

    #[test]
    fn a_long_text_needs_a_writer_who_speaks_of_himself() {
        let article = "La empresa recibió quejas y explicó sus planes para el año. ".repeat(20);
        assert_eq!(intent(&format!("{article} Basta de mensajes.")), Intent::Review);
        assert_eq!(intent(&format!("{article} No me manden más mensajes.")), Intent::OptOut);
        assert_eq!(intent(&article), Intent::None);
    }
}

mod own_words {
    use super::*;

    #[test]
    fn a_tenants_words_come_before_the_built_in_ones() {
        let words = Words::new(&lists(|lists| {
            lists.opt_out = strings(&["Chau Promos", "alta"]);
            lists.opt_in = strings(&["volver"]);
            lists.removed = strings(&["Cancelar", "salir"]);
        }))
        .unwrap();
        let of = |text| {
            let verdict = detect(text, None, &words);
            (verdict.intent, verdict.rule)
        };
        assert_eq!(of("chau, promos!"), (Intent::OptOut, "tenant_word"));
        assert_eq!(of("hola, chau promos por favor"), (Intent::OptOut, "tenant_word"));
        assert_eq!(of("alta"), (Intent::OptOut, "tenant_word"));
        assert_eq!(of("VOLVER"), (Intent::OptIn, "tenant_word"));
        assert_eq!(of("cancelar"), (Intent::None, ""));
        assert_eq!(of("cancelar por favor"), (Intent::None, ""));
        assert_eq!(of("cancelar suscripción").0, Intent::OptOut);
        assert_eq!(of("baja").0, Intent::OptOut);
    }

    #[test]
    fn refusals_name_the_list_and_the_place() {
        let refused = |change: fn(&mut WordLists)| Words::new(&lists(change)).unwrap_err();
        let error = |list, position, refusal| WordsError { list, position, refusal };
        assert_eq!(
            refused(|l| l.opt_out = strings(&["adiós", "ADIOS!"])),
            error(List::OptOut, 1, Refusal::Duplicate(0))
        );
        assert_eq!(refused(|l| l.opt_in = strings(&["🙏"])), error(List::OptIn, 0, Refusal::Empty));
        for answer in ["1", "22", "sí", "OK", "não", "Yes!", "nein"] {
            let lists = lists(|l| l.opt_out = strings(&["chau", answer]));
            assert_eq!(Words::new(&lists).unwrap_err(), error(List::OptOut, 1, Refusal::Answer));
        }
        assert_eq!(
            refused(|l| {
                l.opt_out = strings(&["chau"]);
                l.opt_in = strings(&["hola", "Cháu"]);
            }),
            error(List::OptIn, 1, Refusal::OnBothLists)
        );
        assert_eq!(
            refused(|l| {
                l.opt_out = strings(&["cancelar"]);
                l.removed = strings(&["cancelar"]);
            }),
            error(List::Removed, 0, Refusal::OnBothLists)
        );
        assert_eq!(
            refused(|l| l.removed = strings(&["pizza"])),
            error(List::Removed, 0, Refusal::NotBuiltIn)
        );
        assert_eq!(
            refused(|l| l.opt_in = vec!["a".repeat(101)]),
            error(List::OptIn, 0, Refusal::TooLong(100))
        );
        assert_eq!(
            refused(|l| l.opt_out = (0..201).map(|n| format!("palabra{n}")).collect()),
            error(List::OptOut, 200, Refusal::TooMany)
        );
        assert_eq!(
            refused(|l| {
                l.opt_out_payloads = strings(&["X"]);
                l.opt_in_payloads = strings(&[" x "]);
            }),
            error(List::OptInPayloads, 0, Refusal::OnBothLists)
        );
        assert_eq!(
            error(List::OptIn, 3, Refusal::Empty).to_string(),
            "opt_in[3]: must have letters"
        );
    }
}

mod taps {
    use super::*;

    #[test]
    fn configured_payloads_decide_first_and_only_as_payloads() {
        let words = Words::new(&lists(|lists| {
            lists.opt_out_payloads = strings(&["BTN_7"]);
            lists.opt_in_payloads = strings(&["STOP_OFF"]);
        }))
        .unwrap();
        let verdict = detect_tap(Some("btn_7"), Some("Ver ofertas"), None, &words);
        assert_eq!((verdict.intent, verdict.rule), (Intent::OptOut, "button.payload"));
        assert_eq!(detect_tap(Some("STOP_OFF"), None, None, &words).intent, Intent::OptIn);
        assert_eq!(detect("BTN_7", None, &words).intent, Intent::None);
    }

    #[test]
    fn well_known_payloads_are_whole_words() {
        for payload in
            ["STOP", "OPT_OUT", "OPT_OUT_MKT", "optout", "btn-stop-2", "BAJA", "unsubscribe_promo"]
        {
            assert_eq!(tap(Some(payload), Some("Ok")).intent, Intent::OptOut, "{payload}");
        }
        for payload in
            ["BUS_STOP", "NON_STOP", "DONT_STOP", "STOPWATCH", "CANCEL_ORDER", "START", "1", ""]
        {
            assert_eq!(tap(Some(payload), Some("Ok")).intent, Intent::None, "{payload}");
        }
        assert_eq!(tap(Some("OPT_IN_MKT"), None).intent, Intent::OptIn);
    }

    #[test]
    fn titles_of_meta_and_of_people() {
        for title in [
            "Stop promotions",
            "Detener promociones",
            "Parar promoções",
            "Unsubscribe",
            "Cancelar suscripción",
            "Cancelar inscrição",
        ] {
            assert_eq!(tap(Some("f7"), Some(title)).intent, Intent::OptOut, "{title}");
        }
        for title in ["Resume promotions", "Reanudar promociones", "Retomar promoções"] {
            assert_eq!(tap(None, Some(title)).intent, Intent::OptIn, "{title}");
        }
        assert_eq!(tap(None, Some("Cancelar")).intent, Intent::Review);
        assert_eq!(tap(None, Some("Cancelar turno")).intent, Intent::None);
        assert_eq!(tap(None, None).intent, Intent::None);
    }
}

/// What the rules must reach on the half of the corpus that they were written against. It holds what was
/// reached; how good they are is measured on phrases they have never met.
#[test]
fn the_corpora_that_the_rules_were_written_against_are_understood() {
    is_understood(include_str!("../../../tests/fixtures/intent/development.tsv"));
    is_understood(include_str!("../../../tests/fixtures/intent/strangers.tsv"));
}

fn is_understood(corpus: &str) {
    let words = Words::default();
    for language in ["es", "pt", "en"] {
        let hint = Language::parse(language).unwrap();
        let (mut opt_outs, mut found, mut others, mut wrong) = (0, 0, 0, Vec::new());
        for line in corpus.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.splitn(3, '\t').collect();
            if columns[0] != language {
                continue;
            }
            let got = detect(columns[2], Some(&hint), &words).intent;
            if columns[1] == "opt_out" {
                opt_outs += 1;
                found += usize::from(got == Intent::OptOut);
            } else {
                others += 1;
                if got == Intent::OptOut {
                    wrong.push(columns[2]);
                }
            }
        }
        assert!(opt_outs >= 125 && others >= 125, "{language}: too few phrases");
        assert!(found * 100 >= opt_outs * 97, "{language}: {found} of {opt_outs} opt-outs");
        assert!(wrong.len() * 100 <= others, "{language}: {wrong:?}");
    }
}

fn any_message() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "no",
        "me",
        "manden",
        "más",
        "mensajes",
        "baja",
        "de",
        "stop",
        "quero",
        "não",
        "receber",
        "\"",
        "?",
        "¿",
        ",",
        "don't",
        "unsubscribe",
        "🛑",
        "\u{0}",
        "\u{301}",
        "إيقاف",
        "बंद",
        "+",
        "'",
        "m'",
        "ß",
        "İ",
        "si",
        "aaaa",
        "1",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
    ]
}

proptest! {
    #[test]
    fn any_text_has_a_verdict(text in any_message(), title in any_message()) {
        let words = Words::default();
        let verdict = detect(&text, None, &words);
        prop_assert_eq!(verdict.intent == Intent::None, verdict.rule.is_empty());
        detect_tap(Some(&text), Some(&title), None, &words);
    }

    #[test]
    fn any_lists_are_taken_or_refused(own in prop::collection::vec(any_message(), 0..4)) {
        let _ = Words::new(&lists(|lists| lists.opt_out = own));
    }

    #[test]
    fn courtesies_marks_and_case_do_not_change_a_keyword(
        word in prop::sample::select(vec!["baja", "stop", "unsubscribe", "sair", "descadastrar", "darme de baja", "alta", "opt out"]),
        before in prop::sample::select(vec!["", "hola ", "Buenas tardes, ", "please ", "Oi! ", "por favor "]),
        after in prop::sample::select(vec!["", "!", "!!!", ".", " por favor", " 🙏", " gracias", " pls", "…", "  "]),
        upper in any::<bool>(),
    ) {
        let word_as_typed = if upper { word.to_uppercase() } else { word.to_owned() };
        let plain = detect(word, None, &Words::default());
        let dressed = detect(&format!("{before}{word_as_typed}{after}"), None, &Words::default());
        prop_assert_eq!(plain, dressed);
    }
}
