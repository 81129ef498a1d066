-- One row of tenant :t in every table of tenants. A new table needs its row here; the probe fails until it has one.
INSERT INTO tenants (tenant_id, slug, name, country, currency, language, time_zone, created_at, updated_at)
  VALUES (:t, 'house-' || right(:t, 4), 'House', 'DE', 'EUR', 'de', 'Europe/Berlin', now(), now());
INSERT INTO members VALUES (:t, :id, :id, 'Mara', 'mara@example.com', 'owner', now());
INSERT INTO invitations (tenant_id, id, email, role, invited_by, invited_by_name, token_hash, created_at, expires_at)
  VALUES (:t, :id, 'ada@example.com', 'member', :id, 'Mara', '\x01', now(), now());
INSERT INTO api_keys (tenant_id, id, name, prefix, hash, scopes, created_at)
  VALUES (:t, :id, 'key', 'if_1', '\x01', '{full}', now());
INSERT INTO chain_heads VALUES (:t, 1, '\x01');
INSERT INTO audit_entries (tenant_id, seq, at, actor, action, object_kind, object_id, previous, hash)
  VALUES (:t, 1, now(), 'Mara', 'tenant.opened', 'tenant', :t, '\x00', '\x01');
INSERT INTO idempotency_keys VALUES (:t, 'key', 'POST /', 'k', '\x01', 201, '\x01', now());
INSERT INTO clients (tenant_id, id, name, country, currency, language, created_at, updated_at)
  VALUES (:t, :id, 'Atelier', 'DE', 'EUR', 'de', now(), now());
INSERT INTO tax_rates (tenant_id, id, name, category, rate, created_at, updated_at)
  VALUES (:t, :id, 'Standard', 'S', 19, now(), now());
INSERT INTO items (tenant_id, id, name, unit_price, currency, created_at, updated_at)
  VALUES (:t, :id, 'Design', 80, 'EUR', now(), now());
INSERT INTO number_series VALUES (:t, 'invoice', '2026', 1);
INSERT INTO invoices (tenant_id, id, client_id, currency, language, created_at, updated_at)
  VALUES (:t, :id, :id, 'EUR', 'de', now(), now());
INSERT INTO invoice_lines (tenant_id, invoice_id, id, position, description, quantity, unit_price, tax_category, tax_rate, net_minor)
  VALUES (:t, :id, :id, 1, 'Design', 1, 80, 'S', 19, 8000);
INSERT INTO invoice_labels VALUES (:t, 'project', 'atlas', now(), :id);
INSERT INTO invoice_taxes VALUES (:t, :id, 'S', 19, 8000, 1520);
INSERT INTO ledger_journals VALUES (:t, :id, 'issue', :id, :id, now());
INSERT INTO ledger_entries VALUES (:t, :id, 1, 'receivable', 'EUR', 9520), (:t, :id, 2, 'revenue', 'EUR', -9520);
INSERT INTO payments (tenant_id, id, invoice_id, amount_minor, currency, method, received_on, recorded_by, created_at)
  VALUES (:t, :id, :id, 100, 'EUR', 'cash', '2026-11-18', 'Mara', now());
INSERT INTO clearing_movements VALUES (:t, :id, 'fee', 'txn_1', :id, :id, 5, 'EUR', now());
INSERT INTO payment_accounts (tenant_id, id, account, opened_by, opened_at, followed_until)
  VALUES (:t, :id, 'acct_' || right(:t, 4), 'Mara', now(), now());
INSERT INTO provider_events (tenant_id, source, id, type, account, api_version, created_at, received_at)
  VALUES (:t, 'connect', 'evt_1', 'charge.succeeded', 'acct_1', '1', now(), now());
INSERT INTO parked_objects VALUES (:t, 'acct_1', 'payment', 'pi_1', 'code', 'reason', now(), now());
INSERT INTO checkouts (tenant_id, id, invoice_id, account, amount_minor, currency, state, created_at, changed_at, expires_at)
  VALUES (:t, :id, :id, 'acct_1', 100, 'EUR', 'open', now(), now(), now());
INSERT INTO saved_methods (tenant_id, id, client_id, checkout_id, account, state, consent_version, consent_language,
  consent_words, agreed_at) VALUES (:t, :id, :id, :id, 'acct_1', 'agreed', '1', 'en', 'I agree', now());
INSERT INTO charges (tenant_id, payment_id, checkout_id, account, payment_intent, charge_id, confirmed_at)
  VALUES (:t, :id, :id, 'acct_1', 'pi_1', 'ch_1', now());
INSERT INTO refunds (tenant_id, id, payment_id, amount_minor, currency, state, requested_by, requested_at, changed_at)
  VALUES (:t, :id, :id, 5, 'EUR', 'requested', 'Mara', now(), now());
INSERT INTO disputes VALUES (:t, :id, 'du_1', :id, 'needs_response', 'fraudulent', 5, 'EUR', false, 0, now(), now(), now());
INSERT INTO evidence (tenant_id, id, dispute_id, state, texts, has_document, requested_by, requested_at, changed_at)
  VALUES (:t, :id, :id, 'requested', '{}', true, 'Mara', now(), now());
INSERT INTO fraud_warnings VALUES (:t, :id, 'issfr_1', :id, 'misc', true, now(), now());
INSERT INTO fraud_limits VALUES (:t, 'EUR', 5000, 'Mara', now());
INSERT INTO payouts VALUES (:t, 'acct_1', 'po_1', 'EUR', 'paid', 5, 1, '2026-11-18', now(), now());
INSERT INTO documents VALUES (:t, :id, 'pdf', 'file', 1, now());
INSERT INTO deliveries (tenant_id, id, invoice_id, recipient, state, requested_by, queued_at)
  VALUES (:t, :id, :id, 'ada@example.com', 'queued', 'Mara', now());
INSERT INTO delivery_notices (tenant_id, id, delivery_id, provider_id, recipient, kind, at, received_at)
  VALUES (:t, :id, :id, 'ses-1', 'ada@example.com', 'delivered', now(), now());
INSERT INTO suppressed_addresses (tenant_id, id, address, reason, invoice_id, suppressed_at)
  VALUES (:t, :id, 'ada@example.com', 'bounce', :id, now());
INSERT INTO exports (tenant_id, id, state, requested_by, requested_at) VALUES (:t, :id, 'queued', 'Mara', now());
INSERT INTO subscriptions (tenant_id, id, payer) VALUES (:t, :id, 'cus_' || right(:t, 4));
INSERT INTO plan_changes (tenant_id, id, kind, plan, state, requested_by, requested_at, changed_at)
  VALUES (:t, :id, 'start', 'pro', 'asked', 'Mara', now(), now());
INSERT INTO limit_notices VALUES (:t, :id, 'free', 'invoices', 80, '2026-11-01', now());
INSERT INTO usage_ledger VALUES (:t, :id, 'invoices', :id, 1, now());
INSERT INTO usage_exports VALUES (:t, :id, 'cus_1', 'asked', '', now(), now());
INSERT INTO usage_comparisons VALUES (:t, '2026-11-18', 1, 1, now());
