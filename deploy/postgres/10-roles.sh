#!/bin/sh
# Roles, database and rights, when PostgreSQL's files are made; and again whenever a password was changed:
#   docker compose exec postgres sh /docker-entrypoint-initdb.d/10-roles.sh   (docs/deployment.md: what comes before)
set -eu
secret() { cat "/run/secrets/$1"; }
IF_MIGRATOR_PASSWORD=$(secret if_migrator_password)
IF_APP_PASSWORD=$(secret if_app_password)
IF_WORKER_PASSWORD=$(secret if_worker_password)
export IF_MIGRATOR_PASSWORD IF_APP_PASSWORD IF_WORKER_PASSWORD
psql -X -q --username postgres --dbname postgres --file /opt/invoiceflow/roles.sql
