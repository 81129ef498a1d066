-- Roles, database and rights; run by psql as the superuser, any number of times. Passwords come by
-- environment variable, never by argument, which every process of the machine could read.
\set ON_ERROR_STOP on
\getenv migrator_password IF_MIGRATOR_PASSWORD
\getenv app_password IF_APP_PASSWORD
\getenv worker_password IF_WORKER_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['if_owner', 'if_migrator', 'if_app', 'if_worker']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- The owner of every object cannot log in; the applications own nothing and bypass nothing.
ALTER ROLE if_owner NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE if_migrator LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'migrator_password';
ALTER ROLE if_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'app_password';
ALTER ROLE if_worker LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'worker_password';
GRANT if_owner TO if_migrator;

-- Whatever the migrator creates belongs to the owner.
ALTER ROLE if_migrator SET role = 'if_owner';

ALTER ROLE if_app SET statement_timeout = '5s';
ALTER ROLE if_app SET lock_timeout = '2s';
ALTER ROLE if_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE if_worker SET statement_timeout = '60s';
ALTER ROLE if_worker SET lock_timeout = '10s';
ALTER ROLE if_worker SET idle_in_transaction_session_timeout = '60s';

SELECT 'CREATE DATABASE invoiceflow OWNER if_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'invoiceflow') \gexec

-- PUBLIC may connect to, and create temporary tables in, every new database unless told otherwise.
REVOKE ALL ON DATABASE invoiceflow, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE invoiceflow TO if_migrator, if_app, if_worker;

\connect invoiceflow
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO if_app, if_worker;
GRANT USAGE, CREATE ON SCHEMA public TO if_owner;
