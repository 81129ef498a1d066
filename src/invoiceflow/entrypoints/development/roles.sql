-- Roles, database and rights; run any number of times by psql, or by `invoiceflow logins` where there is none, which
-- knows the psql that is used here (entrypoints/logins.py). Who runs it is a superuser, or the administrator of a server
-- that somebody else runs: may make roles and databases, and is no superuser. Passwords come by environment variable,
-- never by argument, which every process of the machine could read.
\set ON_ERROR_STOP on
\getenv migrator_password IF_MIGRATOR_PASSWORD
\getenv app_password IF_APP_PASSWORD
\getenv worker_password IF_WORKER_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['if_owner', 'if_migrator', 'if_app', 'if_worker']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- The owner of every object cannot log in; the applications own nothing and bypass nothing.
ALTER ROLE if_owner NOLOGIN NOCREATEDB NOCREATEROLE;
ALTER ROLE if_migrator LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'migrator_password';
ALTER ROLE if_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
ALTER ROLE if_worker LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'worker_password';

-- No new role has these. Only a superuser may name them, even to take them away.
SELECT format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOREPLICATION', rolname)
FROM pg_roles
WHERE rolname IN ('if_owner', 'if_migrator', 'if_app', 'if_worker') AND (rolsuper OR rolbypassrls OR rolreplication) \gexec

GRANT if_owner TO if_migrator;

-- Whatever the migrator creates belongs to the owner.
ALTER ROLE if_migrator SET role = 'if_owner';

ALTER ROLE if_app SET statement_timeout = '5s';
ALTER ROLE if_app SET lock_timeout = '2s';
ALTER ROLE if_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE if_worker SET statement_timeout = '60s';
ALTER ROLE if_worker SET lock_timeout = '10s';
ALTER ROLE if_worker SET idle_in_transaction_session_timeout = '60s';

-- An administrator who is no superuser acts for the owner only until the last line.
SELECT 'GRANT if_owner TO CURRENT_USER'
WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec

SELECT 'CREATE DATABASE invoiceflow OWNER if_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'invoiceflow') \gexec

-- PUBLIC may connect to, and create temporary tables in, every new database unless told otherwise.
REVOKE ALL ON DATABASE invoiceflow, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE invoiceflow TO if_migrator, if_app, if_worker;

\connect invoiceflow
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO if_app, if_worker;
GRANT USAGE, CREATE ON SCHEMA public TO if_owner;

SELECT 'REVOKE if_owner FROM CURRENT_USER'
WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
