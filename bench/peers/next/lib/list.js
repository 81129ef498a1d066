// What both handlers need: who asks, and the tenant's newest fifty, read inside row-level security.
import Redis from "ioredis";
import pg from "pg";

const held = globalThis;
const pool = (held.pool ??= new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 }));
const redis = (held.redis ??= new Redis(process.env.REDIS_URL, { lazyConnect: true }));

const LIST = `
  SELECT i.id, i.status, i.number, i.client_name, i.currency, i.total_minor, i.paid_minor, i.issued_on, i.due_on,
         i.sent_at, i.viewed_at
  FROM invoices i WHERE i.tenant_id = $1
  ORDER BY i.created_at DESC, i.id DESC LIMIT 50`;

const FULL = `
  SELECT i.*, (SELECT json_agg(l.* ORDER BY l.position) FROM invoice_lines l
               WHERE l.tenant_id = $1 AND l.invoice_id = i.id) AS lines,
              (SELECT json_agg(x.*) FROM invoice_taxes x WHERE x.tenant_id = $1 AND x.invoice_id = i.id) AS taxes
  FROM (SELECT id, status, number, client_id, client_name, currency, language, prices_include_tax, discount_percent,
               discount_minor, charge_minor, lines_minor, net_minor, tax_minor, rounding_minor, total_minor,
               paid_minor, issued_on, due_on, payment_days, service_from, service_to, reference, intro, notes, terms,
               metadata, revision, created_at, updated_at, issued_at, sent_at, viewed_at, voided_at
        FROM invoices WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 50) i`;

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
