"""
Rows by the million, written by the database itself as the superuser.

Triggers and foreign keys are off meanwhile: rows are right by construction, and the checks of each row stay on.
Invoices of all tenants are mixed in time, as they would be, so that those of one tenant lie scattered over the table.
"""

from invoiceflow.entrypoints.development.postgres import Postgres

CLIENTS_PER_TENANT = 100

_SCRIPT = """
SET session_replication_role = replica;
SET synchronous_commit = off;
SET work_mem = '64MB';
SET maintenance_work_mem = '256MB';
CREATE TEMP TABLE house AS
  SELECT tenant_id, (row_number() OVER (ORDER BY slug) - 1)::int AS no, (count(*) OVER ())::int AS many FROM tenants;

INSERT INTO clients (tenant_id, id, name, email, country, street, postal_code, city, currency, language, created_at,
  updated_at)
SELECT tenant_id, md5(no || ' client ' || k)::uuid,
       'Client ' || k || ' of ' || initcap(substr(md5(no || ' ' || k), 1, 8)),
       'client-' || k || '@example.com', 'DE', 'Hauptstraße ' || k, '10115', 'Berlin', 'EUR', 'de', now(), now()
FROM house, generate_series(0, {clients} - 1) k;

CREATE TEMP TABLE plan AS
SELECT *, (at AT TIME ZONE 'Europe/Berlin')::date AS day,
       CASE WHEN n > {rows} * 0.92 AND chance < 85
              THEN CASE WHEN chance < 25 THEN 'draft' WHEN chance < 80 THEN 'issued' ELSE 'partially_paid' END
            WHEN chance < 90 THEN 'paid' WHEN chance < 94 THEN 'issued' WHEN chance < 96 THEN 'partially_paid'
            WHEN chance < 99 THEN 'void' ELSE 'uncollectible' END AS status
FROM (
  SELECT n, h.tenant_id, h.no, n / h.many AS seq, uuidv7(shift) AS id, now() + shift AS at,
         md5(h.no || ' client ' || ((n / h.many) * 7 % {clients}))::uuid AS client_id,
         'Client ' || ((n / h.many) * 7 % {clients}) || ' of '
           || initcap(substr(md5(h.no || ' ' || ((n / h.many) * 7 % {clients})), 1, 8)) AS client_name,
         (hashint4(n::int) & 65535) % 100 AS chance,
         1 + n % 3 AS lines, 1000 + n * 7919::bigint % 90000 AS price
  FROM generate_series(1, {rows}) n
  JOIN house h ON h.no = n % h.many,
  LATERAL (SELECT -((({rows} - n) * interval '2 years') / {rows}) AS shift) s
) p;

INSERT INTO invoices (tenant_id, id, status, client_id, client_name, currency, language, issued_on, due_on, series,
  period, seq, number, lines_minor, net_minor, tax_minor, total_minor, paid_minor, seller, buyer, bank, layout,
  content_hash, created_at, updated_at, issued_at, sent_at, viewed_at, voided_at)
SELECT tenant_id, id, status, client_id, client_name, 'EUR', 'de', day, day + 14,
  CASE WHEN issued THEN 'invoice' END, CASE WHEN issued THEN to_char(day, 'YYYY') END, CASE WHEN issued THEN seq END,
  CASE WHEN issued THEN to_char(day, 'YYYY') || '-' || lpad(seq::text, greatest(4, length(seq::text)), '0') END,
  net, net, tax, net + tax,
  CASE status WHEN 'paid' THEN net + tax WHEN 'partially_paid' THEN (net + tax) / 2 ELSE 0 END,
  CASE WHEN issued THEN {seller}::jsonb END,
  CASE WHEN issued THEN jsonb_build_object('name', client_name, 'country', 'DE', 'street', 'Hauptstraße 1',
    'postal_code', '10115', 'city', 'Berlin', 'email', 'client@example.com') END,
  CASE WHEN issued THEN '{{"holder": "Studio Nordlicht GmbH", "iban": "DE02120300000000202051"}}'::jsonb END,
  CASE WHEN issued THEN '{{"template": "modern", "accent": "#2b4fc4", "paper": "a4"}}'::jsonb END,
  CASE WHEN issued THEN sha256(id::text::bytea) END,
  at, at, CASE WHEN issued THEN at END, CASE WHEN issued THEN at + interval '5 minutes' END,
  CASE WHEN issued AND n % 2 = 0 THEN at + interval '1 hour' END, CASE status WHEN 'void' THEN at END
FROM (
  SELECT *, status <> 'draft' AS issued, price * lines AS net, round(price * lines * 0.19)::bigint AS tax FROM plan
) p
ORDER BY n;

INSERT INTO invoice_lines (tenant_id, invoice_id, id, position, description, quantity, unit, unit_price, tax_category,
  tax_rate, net_minor)
SELECT tenant_id, id, md5(id || ' ' || k)::uuid, k, 'Design and development, part ' || k, 1, 'h', price / 100.0,
  'S', 19, price
FROM plan, generate_series(1, lines) k ORDER BY n;

INSERT INTO invoice_taxes (tenant_id, invoice_id, category, rate, base_minor, tax_minor)
SELECT tenant_id, id, 'S', 19, price * lines, round(price * lines * 0.19)::bigint FROM plan ORDER BY n;

INSERT INTO deliveries (tenant_id, id, invoice_id, recipient, state, attempts, requested_by, queued_at, accepted_at)
SELECT tenant_id, md5(id || ' mail')::uuid, id, 'client@example.com', 'accepted', 1, 'Mara Petersen',
  at + interval '4 minutes', at + interval '5 minutes'
FROM plan WHERE status <> 'draft' ORDER BY n;

INSERT INTO number_series (tenant_id, series, period, last_seq)
SELECT tenant_id, series, period, max(seq) FROM invoices WHERE series IS NOT NULL GROUP BY tenant_id, series, period;
"""

_SELLER = """jsonb_build_object('name', 'Studio Nordlicht GmbH', 'country', 'DE', 'street', 'Ditmar-Koel-Straße 21',
  'postal_code', '20459', 'city', 'Hamburg', 'vat_id', 'DE136695976', 'email', 'rechnung@studio-nordlicht.example')"""


def fill(postgres: Postgres, database: str, rows: int) -> None:
    """Write so many invoices, spread over the tenants of a database, and look after the tables as time would."""
    script = _SCRIPT.format(rows=rows, clients=CLIENTS_PER_TENANT, seller=_SELLER)
    postgres.psql(script, database=database)
    postgres.psql("VACUUM (ANALYZE);\nCHECKPOINT;", database=database)
