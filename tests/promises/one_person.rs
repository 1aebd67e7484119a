//! One person, many digits: every spelling of a number is one person, and no two people are.

use serde_json::json;

use crate::support::{App, make};

/// Spellings of one person each (`domain.md` §4.4, and what people, spreadsheets and providers make of them).
const PEOPLE: [&[&str]; 8] = [
    &[
        "5215512345678",
        "+52 1 55 1234 5678",
        "525512345678",
        "+52 55 1234-5678",
        "00525512345678",
        "tel:+525512345678",
    ],
    &[
        "558299448232",
        "5582999448232",
        "+55 (82) 9944-8232",
        "55 82 99944 8232",
        "558299448232@s.whatsapp.net",
    ],
    &["551132654321", "+55 11 3265-4321"],
    &["5511932654321", "+55 11 93265-4321"],
    &[
        "5411 15 5874-9895",
        "5491158749895",
        "541158749895",
        "00541158749895",
        "+54 9 11 5874-9895",
        "5491158749895@c.us",
        "5491158749895:12@s.whatsapp.net",
        "whatsapp:+541158749895",
    ],
    &[
        "whatsapp:+14155550100",
        "14155550100",
        "+1 (415) 555-0100",
        "+1.415.555.0100",
        "'+14155550100",
    ],
    &["+5493515551234", "+54 351 15 555-1234", "54 351 5551234"],
    &[
        "+447911123456",
        "００４４７９１１１２３４５６",
        "+٤٤٧٩١١١٢٣٤٥٦",
        "+44\u{a0}7911\u{2011}123456",
        "\u{202a}+447911123456\u{202c}",
    ],
];

#[tokio::test]
async fn whichever_spelling_left_every_spelling_is_kept_out() {
    for spellings in PEOPLE {
        for left_as in spellings {
            let app = App::shared().await;
            app.opt_out(json!({"phone": left_as})).await;

            let answer = app.filter(spellings).await;

            assert_eq!(answer["sendable"], json!([]), "{left_as}");
            let echoed: Vec<&str> = answer["excluded"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["recipient"].as_str().unwrap())
                .collect();
            assert_eq!(echoed, *spellings, "{left_as}");
            assert_eq!(app.list("").await[0]["sent_as"], *left_as);
            for spelling in spellings {
                let path = format!("/v1/contacts/{}", make::encoded(spelling));
                let shown = app.all().get(&path).await.is(200);
                assert_eq!(shown["status"], "opted_out", "{left_as} asked as {spelling}");
            }
        }
    }
}

#[tokio::test]
async fn no_other_person_is_kept_out() {
    for (n, spellings) in PEOPLE.iter().enumerate() {
        let app = App::shared().await;
        for spelling in *spellings {
            app.opt_out(json!({"phone": spelling})).await;
        }

        let others: Vec<&str> = PEOPLE
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != n)
            .flat_map(|(_, spellings)| spellings.iter().copied())
            .collect();
        let answer = app.filter(&others).await;

        assert_eq!(answer["sendable"], json!(others));
        assert_eq!(app.phones().await.len(), 1, "{spellings:?}");
    }
}

#[tokio::test]
async fn a_phone_and_a_user_id_told_together_are_one_person_from_then_on() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101", "user_id": "AR.1000200030004000"})).await;

    let answer = app.filter(&["AR.1000200030004000", "5491155550101", "AR.2"]).await;

    assert_eq!(answer["sendable"], json!(["AR.2"]));
    assert_eq!(app.list("").await.len(), 1);
}

#[tokio::test]
async fn a_user_id_where_a_phone_is_expected_is_understood() {
    let app = App::shared().await;

    let answer = app.opt_out(json!({"phone": "whatsapp:AR.1000200030004000"})).await;

    assert_eq!(answer["contact"]["user_id"], "AR.1000200030004000");
    assert!(!app.may_send_to("AR.1000200030004000").await);
    let contradictory = json!({"phone": "AR.1", "user_id": "AR.2"});
    app.all().post("/v1/opt-outs", &contradictory).await.problem(422, "invalid_phone");
}
