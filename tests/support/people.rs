//! Very many people at once, as if they had opted out through the API.

use optout::domain::ids::TenantId;
use sqlx::PgConnection;

use super::database::run;

/// What as many opt-outs would have written, of three people at each moment; every tenth of them has come back.
pub(crate) async fn insert(owner: &mut PgConnection, tenant: TenantId, people: usize) {
    let statements = format!(
        "insert into opt_outs (tenant_id, opted_out_at, listed, contact_id, delisted, event_number, recorded_at, phone, sent_as, source, sender, campaign_id)
         select '{tenant}', timestamptz '2026-01-01' + n / 3 * interval '30 minutes', n, n,
                case when n % 10 = 0 then {people} end, n, now(), 5491150000000 + n, 'x',
                (array['api', 'keyword', 'button'])[n % 3 + 1], 5491100000000 + n % 5, 'c' || n % 7
         from generate_series(1, {people}) n;
         insert into contacts (tenant_id, contact_id, phone, status, event_number, since, listed)
         select '{tenant}', n, 5491150000000 + n, case when n % 10 = 0 then 'opted_in' else 'opted_out' end, n,
                timestamptz '2026-01-01' + n / 3 * interval '30 minutes', n
         from generate_series(1, {people}) n;
         insert into contact_phones (tenant_id, phone_key, contact_id)
         select '{tenant}', 541150000000 + n, n from generate_series(1, {people}) n;
         insert into contact_user_ids (tenant_id, user_id, contact_id)
         select '{tenant}', 'AR.' || n, n from generate_series(1, {people}) n;
         insert into consent_events (tenant_id, number, contact_id, kind, source, occurred_at, phone, sent_as, key_id, status, changed)
         select '{tenant}', n, n, 'opt_out', 'api', timestamptz '2026-01-01' + n / 3 * interval '30 minutes',
                5491150000000 + n, 'x', '{tenant}', 'opted_out', true
         from generate_series(1, {people}) n;
         update tenants set last_event = {people} where tenant_id = '{tenant}'"
    );
    run(owner, statements).await;
}

/// The numbers of those of them who are on the list, in order of number.
pub(crate) fn listed(people: usize) -> Vec<String> {
    (1..=people).filter(|n| n % 10 != 0).map(super::make::phone).collect()
}
