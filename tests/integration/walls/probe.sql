-- For every table of tenants: what a login sees bound to tenant A, to tenant B, and to none; and whether it can hand
-- A's rows to B. Run by a superuser, in a transaction that is rolled back.
CREATE FUNCTION pg_temp.probe(login text, a uuid, b uuid)
RETURNS TABLE (tbl text, truth_a bigint, seen_a bigint, truth_b bigint, seen_b bigint, seen_unbound text, reparent text, verdict text)
LANGUAGE plpgsql AS $$
DECLARE r record; strangers bigint;
BEGIN
  FOR r IN SELECT c.oid::regclass AS t FROM pg_class c
    JOIN pg_attribute x ON x.attrelid = c.oid AND x.attname = 'tenant_id' AND NOT x.attisdropped
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace::regnamespace::text NOT LIKE 'pg\_%' ORDER BY 1
  LOOP
    tbl := r.t; reparent := '-';
    EXECUTE format('SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FILTER (WHERE tenant_id = $2) FROM %s', r.t)
      INTO truth_a, truth_b USING a, b;
    IF NOT has_table_privilege(login, r.t, 'SELECT') THEN
      verdict := 'no SELECT'; RETURN NEXT; CONTINUE;
    END IF;
    EXECUTE format('SET LOCAL ROLE %I', login);
    PERFORM set_config('app.tenant_id', a::text, true);
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE tenant_id IS DISTINCT FROM $1) FROM %s', r.t)
      INTO seen_a, strangers USING a;
    IF has_table_privilege(login, r.t, 'UPDATE') THEN
      BEGIN
        EXECUTE format('UPDATE %s SET tenant_id = $1', r.t) USING b;
        reparent := 'ALLOWED'; RAISE EXCEPTION 'undo' USING ERRCODE = 'P0099';
      EXCEPTION WHEN SQLSTATE 'P0099' THEN NULL; WHEN OTHERS THEN reparent := 'refused ' || SQLSTATE;
      END;
    END IF;
    PERFORM set_config('app.tenant_id', b::text, true);
    EXECUTE format('SELECT count(*) FROM %s', r.t) INTO seen_b;
    PERFORM set_config('app.tenant_id', '', true);
    BEGIN
      EXECUTE format('SELECT count(*)::text FROM %s', r.t) INTO seen_unbound;
    EXCEPTION WHEN OTHERS THEN seen_unbound := 'error ' || SQLSTATE;
    END;
    RESET ROLE;
    verdict := CASE WHEN strangers = 0 AND seen_a = truth_a AND seen_b = truth_b AND seen_unbound = '0'
                     AND reparent <> 'ALLOWED' THEN 'ok' ELSE 'FAIL' END;
    RETURN NEXT;
  END LOOP;
END $$
