//! What the page of the exclusion list does: it lists by date range, and downloads.

use std::time::Instant;

use chrono::{Days, NaiveDate};
use serde_json::Value;

use super::Failure;
use super::connect::{Tenant, ZONE};
use super::opt_outs::{Listed, OptOuts};
use super::report::{Report, grouped, mark};
use super::service::text;

pub(crate) async fn by_day(
    tenant: &Tenant,
    opt_outs: &OptOuts,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("\nThe list by day ({})", ZONE.name());
    let last_day = day_after(tenant.first_day, 6)?;
    for offset in 0..7 {
        let day = day_after(tenant.first_day, offset)?;
        let known = opt_outs.list.values().filter(|listed| listed.day() == day).count();
        let query = format!("from={day}&to={day}");
        let listed = list(tenant, &query).await?;
        let right = report.check(&format!("opt-outs of {day}"), &listed.len(), &known);
        println!("  {day}  {:>6}  {}", grouped(listed.len()), mark(right));
    }
    let range = format!("from={}&to={last_day}", tenant.first_day);
    let all = list(tenant, &range).await?;
    let mut right = report.check("opt-outs of the range", &all.len(), &opt_outs.list.len());
    right &= report.check("newest first", &times(&all), &expected_times(opt_outs));
    println!("  seven days  {:>6}, newest first  {}", grouped(all.len()), mark(right));
    for source in ["keyword", "button", "agent", "provider_preference"] {
        let of_source = |listed: &&Listed| listed.source == source;
        let known = opt_outs.list.values().filter(of_source).count();
        let listed = list(tenant, &format!("{range}&source={source}")).await?;
        let right = report.check(&format!("source {source}"), &listed.len(), &known);
        println!("  of these, by {source}  {}  {}", grouped(listed.len()), mark(right));
    }
    Ok(())
}

fn day_after(day: NaiveDate, days: u64) -> Result<NaiveDate, Failure> {
    day.checked_add_days(Days::new(days)).ok_or_else(|| "the clock is wrong".into())
}

/// Reads all pages of a list.
async fn list(tenant: &Tenant, query: &str) -> Result<Vec<Value>, Failure> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/opt-outs?{query}{}&limit=1000{cursor}", tenant.narrowed);
        let mut page = tenant.service.get(&path).await?;
        if let Some(Value::Array(rows)) = page.pointer_mut("/data") {
            all.append(rows);
        }
        match text(&page, "/next") {
            "" => return Ok(all),
            next => cursor = format!("&cursor={next}"),
        }
    }
}

fn times(rows: &[Value]) -> Vec<i64> {
    let time = |row| text(row, "/opted_out_at").parse::<chrono::DateTime<chrono::Utc>>().ok();
    rows.iter().filter_map(time).map(|at| at.timestamp_micros()).collect()
}

fn expected_times(opt_outs: &OptOuts) -> Vec<i64> {
    let mut times: Vec<i64> =
        opt_outs.list.values().map(|listed| listed.at.timestamp_micros()).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times
}

pub(crate) async fn download(
    tenant: &Tenant,
    opt_outs: &OptOuts,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("\nThe list as CSV");
    let last_day = day_after(tenant.first_day, 6)?;
    for format in ["excel", "plain"] {
        let started = Instant::now();
        let path = format!(
            "/v1/opt-outs/export?from={}&to={last_day}&format={format}{}",
            tenant.first_day, tenant.narrowed
        );
        let file = tenant.service.get_text(&path).await?;
        let elapsed = started.elapsed();
        let marked = file.starts_with('\u{feff}');
        let mut right = report.check("byte order mark", &marked, &(format == "excel"));
        let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        let first_column = reader.headers()?.get(0).unwrap_or_default().to_owned();
        right &= report.check("first column", &first_column.as_str(), &"phone");
        let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
        right &= report.check("rows of the file", &rows.len(), &opt_outs.list.len());
        // In a spreadsheet an apostrophe keeps a number from becoming a quantity.
        let start = if format == "excel" { "'+" } else { "+" };
        let phones = rows.iter().filter_map(|row| row.get(0)).filter(|cell| !cell.is_empty());
        let all_text = phones.clone().all(|cell| cell.starts_with(start));
        right &= report.check("phones are text", &all_text, &true);
        let (size, count) = (grouped(file.len()), grouped(rows.len()));
        println!("  {format}: {count} rows, {size} bytes, in {elapsed:.1?}  {}", mark(right));
    }
    Ok(())
}
