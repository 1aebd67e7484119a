//! What WhatsApp does: it delivers what people say and do, signed, in any order and more than once.

use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use optout::domain::clock::Clock;
use reqwest::Method;
use serde_json::{Value, json};

use super::Failure;
use super::audience::Audience;
use super::connect::Tenant;
use super::numbers::Dice;
use super::report::{Report, grouped, mark};
use super::scenes::{Line, SCENES, Scene, Somebody};
use super::service::text;
use super::signing::signed;

/// Events in a delivery.
const TOGETHER: usize = 10;
/// Every so many deliveries comes twice.
const TWICE: usize = 3;
/// Deliveries under way at once.
const AT_ONCE: usize = 8;
/// The app secret of a Meta app that does not exist.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Raw messages, and what they mean.
const MESSAGES: [(&str, &str); 6] = [
    ("no quiero recibir más mensajes", "opt_out"),
    ("não quero mais receber promoções", "opt_out"),
    ("please stop texting me", "opt_out"),
    ("¿El precio baja mañana?", "none"),
    ("¿A qué hora abren?", "none"),
    ("Basta", "review"),
];

/// A registered sender.
#[derive(Debug)]
struct Sender {
    id: String,
    /// The path of its webhook.
    hook: String,
}

/// One tenant, one sender, and everybody who talks to it.
#[derive(Debug)]
struct Stage<'a> {
    tenant: &'a Tenant,
    sender: Sender,
    line: Line,
    people: Vec<Somebody>,
}

pub(crate) async fn talk(
    tenant: &Tenant,
    audience: &Audience,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("\nWhatsApp talks to it");
    let line = Line::invent(tenant.seed, audience.people.len());
    let Some(sender) = register(tenant, &line.phone, &line.number_id).await? else { return Ok(()) };
    println!("  {} is registered; its webhook is {}", line.phone, sender.hook);
    let people = Somebody::invent(tenant.seed, audience.people.len());
    let stage = Stage { tenant, sender, line, people };
    let before = stage.last_event().await?;
    stage.deliver(report).await?;
    stage.filter("  the next filter", |scene| scene.is_out, report).await?;
    stage.count_events(before, report).await?;
    stage.confirm_reviews(report).await?;
    let second = stage.apply_dead_letters(report).await?;
    let all = |scene: &Scene| scene.is_out || scene.is_hint || scene.is_elsewhere;
    stage.filter("  the filter after that", all, report).await?;
    stage.read_messages(report).await?;
    stage.leave(second, report).await
}

/// Registers a sender. None if this key or this service cannot.
async fn register(
    tenant: &Tenant,
    phone: &str,
    number_id: &str,
) -> Result<Option<Sender>, Failure> {
    let body = json!({
        "provider": "meta", "phone": phone, "phone_number_id": number_id,
        "name": "Demo", "app_secrets": [SECRET],
    });
    let body = serde_json::to_vec(&body)?;
    let (status, made) = tenant.service.call(Method::POST, "/v1/senders", Some(body)).await?;
    if status != 201 {
        println!("  left out, no sender can be registered: {status}, {}", text(&made, "/code"));
        return Ok(None);
    }
    let url = text(&made, "/webhook/url");
    let at = url.find("/webhooks/").ok_or("the sender has no webhook")?;
    let hook = url.get(at..).unwrap_or_default().to_owned();
    Ok(Some(Sender { id: text(&made, "/id").to_owned(), hook }))
}

impl Stage<'_> {
    /// Delivers everything: what happened later first, and every third delivery once more at the end.
    async fn deliver(&self, report: &mut Report) -> Result<(), Failure> {
        let now = Clock::System.now().timestamp();
        let mut dice = Dice::new(self.tenant.seed);
        let (mut deliveries, mut events) = (Vec::new(), 0);
        for step in 0..2 {
            let told = self.people.iter().filter_map(|one| one.tell(step, now, &self.line));
            let mut changes: Vec<Value> = told.collect();
            events += changes.len();
            dice.shuffle(&mut changes);
            deliveries.extend(changes.chunks(TOGETHER).map(delivery));
        }
        let again: Vec<Value> = deliveries.iter().step_by(TWICE).cloned().collect();
        let repeated = again.len();
        deliveries.extend(again);
        let started = Instant::now();
        let statuses: Vec<u16> = stream::iter(&deliveries)
            .map(|delivery| self.post(delivery, SECRET))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let elapsed = started.elapsed();
        let taken = statuses.iter().filter(|status| **status == 200).count();
        let mut right = report.check("deliveries taken", &taken, &deliveries.len());
        println!(
            "  {} events in {} signed deliveries, {repeated} of them repeated, in {elapsed:.1?}: all taken  {}",
            grouped(events),
            deliveries.len(),
            mark(right),
        );
        let forged = self.post(deliveries.first().ok_or("nothing to deliver")?, "forged").await?;
        right = report.check("a forged delivery", &forged, &401);
        println!("  one more, signed with another secret: {forged}  {}", mark(right));
        Ok(())
    }

    async fn post(&self, delivery: &Value, secret: &str) -> Result<u16, Failure> {
        let body = serde_json::to_vec(delivery)?;
        let signature = signed(secret, &body)?;
        self.tenant.service.deliver(&self.sender.hook, body, &signature).await
    }

    /// Asks about everybody, and compares person by person.
    async fn filter(
        &self,
        what: &str,
        is_out: fn(&Scene) -> bool,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let mut dice = Dice::new(self.tenant.seed);
        let local = self.tenant.reads_local_numbers;
        let mut asked: Vec<(String, bool)> = Vec::new();
        for one in &self.people {
            asked.push((one.number.spell(&mut dice, local), is_out(one.scene)));
        }
        let recipients: Vec<&str> = asked.iter().map(|(number, _)| number.as_str()).collect();
        let started = Instant::now();
        let answer = self.ask(&recipients).await?;
        let elapsed = started.elapsed();
        let sendable: Vec<&str> = answer
            .pointer("/sendable")
            .and_then(Value::as_array)
            .map(|all| all.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let known: Vec<&str> =
            asked.iter().filter(|(_, out)| !out).map(|(number, _)| number.as_str()).collect();
        let right = report.check("sendable after webhooks", &sendable, &known);
        println!(
            "{what}, {} people: {} excluded, {} sendable, in {elapsed:.1?}  {}",
            grouped(asked.len()),
            grouped(asked.len() - sendable.len()),
            grouped(sendable.len()),
            mark(right),
        );
        if what.contains("next") {
            for scene in &SCENES {
                println!(
                    "    {:>3} {}: {}",
                    scene.people,
                    scene.what,
                    if is_out(scene) { "out" } else { scene.otherwise }
                );
            }
        }
        Ok(())
    }

    async fn ask(&self, recipients: &[&str]) -> Result<Value, Failure> {
        let campaign = json!({ "template_category": "MARKETING", "exclude_opted_out": true });
        let body = json!({ "campaign": campaign, "recipients": recipients });
        let (_, answer) = self.tenant.service.post("/v1/campaigns/filter", &body).await?;
        Ok(answer)
    }

    async fn last_event(&self) -> Result<u64, Failure> {
        let answer = self.ask(&[]).await?;
        Ok(answer.pointer("/as_of").and_then(Value::as_u64).ok_or("the answer has no as_of")?)
    }

    /// Each event was recorded once, however often it was delivered.
    async fn count_events(&self, mut after: u64, report: &mut Report) -> Result<(), Failure> {
        let mut recorded = 0;
        loop {
            let path = format!("/v1/changes?limit=1000&after={after}");
            let page = self.tenant.service.get(&path).await?;
            let events = page.pointer("/data").and_then(Value::as_array).ok_or("no changes")?;
            if events.is_empty() {
                break;
            }
            let ours = events.iter().filter(|event| text(event, "/sender_id") == self.sender.id);
            recorded += ours.count();
            after = page.pointer("/next_after").and_then(Value::as_u64).ok_or("no next_after")?;
        }
        let known: usize = SCENES.iter().map(|scene| scene.people * scene.events).sum();
        let right = report.check("events of the webhook", &recorded, &known);
        println!("  {} events recorded, repeats once  {}", grouped(recorded), mark(right));
        Ok(())
    }

    /// Somebody reads the messages that are not sure, and confirms them.
    async fn confirm_reviews(&self, report: &mut Report) -> Result<(), Failure> {
        let known = people_of(|scene| scene.is_hint);
        let reviews = self.pending("/v1/reviews", "/sender", &self.line.phone).await?;
        let mut right = report.check("reviews", &reviews.len(), &known);
        for id in &reviews {
            let path = format!("/v1/reviews/{id}/confirm");
            let (_, answer) = self.tenant.service.call(Method::POST, &path, None).await?;
            let status = text(&answer, "/recorded/contact/status");
            right &= report.check("a confirmed review", &status, &"opted_out");
        }
        println!(
            "  {} messages put before a person, and confirmed  {}",
            reviews.len(),
            mark(right)
        );
        Ok(())
    }

    /// What was said to a number that is not registered is kept, and applied once it is.
    async fn apply_dead_letters(&self, report: &mut Report) -> Result<Option<Sender>, Failure> {
        let known = people_of(|scene| scene.is_elsewhere);
        let letters = self.pending("/v1/dead-letters", "/sender_id", &self.sender.id).await?;
        let mut right = report.check("dead letters", &letters.len(), &known);
        let second = register(self.tenant, &self.line.other_phone, &self.line.other_id).await?;
        for id in &letters {
            let path = format!("/v1/dead-letters/{id}/retry");
            let (_, answer) = self.tenant.service.call(Method::POST, &path, None).await?;
            right &= report.check("a retry", &text(&answer, "/resolution"), &"applied");
        }
        println!(
            "  {} dead letters of a number that was not registered; registered, retried, applied  {}",
            letters.len(),
            mark(right),
        );
        Ok(second)
    }

    /// Ids of what waits for somebody, of this sender: newest first, so that others' stay behind.
    async fn pending(&self, path: &str, field: &str, value: &str) -> Result<Vec<String>, Failure> {
        let page = self.tenant.service.get(&format!("{path}?limit=1000")).await?;
        let rows = page.pointer("/data").and_then(Value::as_array).ok_or("the page has no data")?;
        let ours = rows.iter().filter(|row| text(row, field) == value);
        Ok(ours.map(|row| text(row, "/id").to_owned()).collect())
    }

    /// The same for those who receive messages themselves and hand them over.
    async fn read_messages(&self, report: &mut Report) -> Result<(), Failure> {
        println!("  raw messages, handed over by an assistant");
        for (at, (said, intent)) in MESSAGES.iter().enumerate() {
            let phone = self.line.stranger(at);
            let body = json!({ "phone": phone, "text": said, "sender": self.line.phone });
            let (_, answer): (_, Value) = self.tenant.service.post("/v1/messages", &body).await?;
            let mut right = report.check(said, &text(&answer, "/intent"), intent);
            let confirmed = answer.pointer("/confirmation").is_some();
            right &= report.check("a text to confirm it", &confirmed, &(*intent == "opt_out"));
            let rule = text(&answer, "/decided_by/rule");
            let by = if rule.is_empty() { String::new() } else { format!(", by {rule}") };
            println!("    “{said}”: {intent}{by}  {}", mark(right));
        }
        let told = self.people.first().ok_or("nobody there")?;
        let body = json!({
            "phone": told.number.plain(), "text": told.word(), "sender": self.line.phone,
            "message_id": told.message_id(0),
        });
        let (_, answer): (_, Value) = self.tenant.service.post("/v1/messages", &body).await?;
        let repeated = answer.pointer("/recorded/repeated") == Some(&Value::Bool(true));
        let right = report.check("a message told twice", &repeated, &true);
        println!("  a message that the webhook has told already: repeated  {}", mark(right));
        Ok(())
    }

    /// Takes the senders away again; what they told stays.
    async fn leave(&self, second: Option<Sender>, report: &mut Report) -> Result<(), Failure> {
        let ids = [Some(&self.sender), second.as_ref()];
        for sender in ids.into_iter().flatten() {
            let path = format!("/v1/senders/{}", sender.id);
            self.tenant.service.call(Method::DELETE, &path, None).await?;
        }
        let status = self.post(&delivery(&[]), SECRET).await?;
        let right = report.check("the webhook of a removed sender", &status, &404);
        println!("  the senders are removed: their webhooks answer {status}  {}", mark(right));
        Ok(())
    }
}

fn people_of(is_theirs: fn(&Scene) -> bool) -> usize {
    SCENES.iter().filter(|scene| is_theirs(scene)).map(|scene| scene.people).sum()
}

fn delivery(changes: &[Value]) -> Value {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "900100200300", "changes": changes }],
    })
}
