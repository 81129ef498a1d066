#!/bin/sh
# A copy of the database and of the files once a day, two weeks of them: /backups/invoiceflow-DATE.dump and -files.tar.gz.
# How they are read back stands in docs/deployment.md. Elsewhere than in compose, other folders and servers can be named.
set -eu
backups=${BACKUPS_DIR:-/backups}
PGPASSWORD=$(cat "${PASSWORD_FILE:-/run/secrets/postgres_password}")
export PGPASSWORD PGHOST="${PGHOST:-postgres}" PGUSER="${PGUSER:-postgres}" PGDATABASE="${PGDATABASE:-invoiceflow}"
while :; do
  day=$(date -u +%Y-%m-%d)
  # Files first written under another name: what has the right name is whole.
  pg_dump --format custom --file "$backups/unfinished.dump"
  mv "$backups/unfinished.dump" "$backups/invoiceflow-$day.dump"
  tar -C "${FILES_DIR:-/data}" -czf "$backups/unfinished.tar.gz" .
  mv "$backups/unfinished.tar.gz" "$backups/invoiceflow-$day-files.tar.gz"
  find "$backups" -name 'invoiceflow-*' -mtime +14 -delete
  echo "Backed up $day."
  [ "${ONCE:-}" ] && exit
  sleep 86400
done
