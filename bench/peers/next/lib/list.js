// What both handlers need: who asks, and the tenant's newest fifty, read inside row-level security.
import { createHmac } from "node:crypto";
import Redis from "ioredis";
import pg from "pg";

const held = globalThis;
const pool = (held.pool ??= new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 }));
const redis = (held.redis ??= new Redis(process.env.REDIS_URL, { lazyConnect: true }));

const count = (condition) =>
  `(SELECT count(*)::int FROM (SELECT FROM invoices i WHERE i.tenant_id = $1 AND ${condition} LIMIT 1001) one)`;
const TODAY = "(SELECT (now() AT TIME ZONE t.time_zone)::date FROM tenants t WHERE t.tenant_id = $1)";
const OPEN = "i.status IN ('issued', 'partially_paid')";
const OVERDUE = `(${OPEN} AND i.due_on < ${TODAY})`;
const TABS = [
  "i.status = 'draft'",
  OPEN,
  OVERDUE,
  "i.status = 'paid'",
  "i.status = 'void'",
  "i.status = 'uncollectible'",
];

const LIST = `
  SELECT own.today, own.counts, i.*, d.state AS delivery
  FROM (SELECT (now() AT TIME ZONE t.time_zone)::date AS today, ARRAY[${TABS.map(count)}] AS counts
        FROM tenants t WHERE t.tenant_id = $1) own
  LEFT JOIN LATERAL (
    SELECT id, status, number, client_name, currency, total_minor, paid_minor, issued_on, due_on, sent_at, viewed_at
    FROM invoices WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 51) i ON true
  LEFT JOIN LATERAL (
    SELECT e.state FROM deliveries e WHERE e.tenant_id = $1 AND e.invoice_id = i.id
    ORDER BY e.queued_at DESC LIMIT 1) d ON true`;

const FULL = `
  SELECT i.*, ${OVERDUE} AS overdue,
    (SELECT json_agg(json_build_object(
       'id', l.id, 'description', l.description, 'note', l.note, 'quantity', trim_scale(l.quantity)::text,
       'unit', l.unit, 'unit_price', trim_scale(l.unit_price)::text,
       'discount_percent', trim_scale(l.discount_percent)::text, 'discount_minor', l.discount_minor,
       'charge_minor', l.charge_minor, 'tax_category', l.tax_category, 'tax_rate', trim_scale(l.tax_rate)::text,
       'net_minor', l.net_minor, 'item_id', l.item_id, 'metadata', l.metadata) ORDER BY l.position)
     FROM invoice_lines l WHERE l.tenant_id = $1 AND l.invoice_id = i.id) AS lines,
    (SELECT json_agg(json_build_object(
       'category', x.category, 'rate', trim_scale(x.rate)::text, 'base_minor', x.base_minor,
       'tax_minor', x.tax_minor)) FROM invoice_taxes x WHERE x.tenant_id = $1 AND x.invoice_id = i.id) AS taxes
  FROM (SELECT id, status, number, client_id, client_name, currency, language, prices_include_tax,
               trim_scale(discount_percent)::text AS discount_percent, discount_minor, charge_minor, lines_minor,
               net_minor, tax_minor, rounding_minor, total_minor, paid_minor, issued_on, due_on, payment_days,
               service_from, service_to, reference, intro, notes, terms, metadata, revision, created_at, updated_at,
               issued_at, sent_at, viewed_at, voided_at
        FROM invoices WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 51) i`;

export async function visitor(session) {
  const found = session && (await redis.get(`peer:${session}`));
  return found ? JSON.parse(found) : null;
}

export async function newest(tenant, { full = false } = {}) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query({
      name: "bind",
      text: "SELECT set_config('app.tenant_id', $1, true)",
      values: [tenant],
    });
    const found = await client.query({
      name: full ? "full" : "list",
      text: full ? FULL : LIST,
      values: [tenant],
    });
    await client.query("COMMIT");
    client.release();
    return found.rows;
  } catch (error) {
    client.release(error);
    throw error;
  }
}

const AMOUNTS = "discount charge lines net tax rounding total paid"
  .split(" ")
  .map((name) => `${name}_minor`);

export function answer(row, tenant) {
  for (const name of AMOUNTS) row[name] = Number(row[name]);
  const link = createHmac("sha256", "measurements").update(`${tenant} ${row.id} 1`).digest("base64url");
  return {
    ...row,
    due_minor: Math.max(row.total_minor - row.paid_minor, 0),
    credit_minor: Math.max(row.paid_minor - row.total_minor, 0),
    public_url: row.status === "draft" ? null : `http://127.0.0.1/i/${link}`,
  };
}
