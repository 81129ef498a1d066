#!/bin/sh
# Make up every secret of the compose files, one file each: `sh deploy/secrets.sh [FOLDER]`, `secrets` without one.
#
# Nothing that exists is touched, so it can be run again after a new version asks for more. The folder is closed to
# others; the files in it are not, since the users inside of the containers, who have other ids, must read them.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
keep() { # NAME, and its content on the input
  if [ -e "$folder/$1" ]; then cat > /dev/null; else cat > "$folder/$1" && chmod 444 "$folder/$1"; fi
}
value() { cat "$folder/$1"; }

for name in secret_key postgres_password if_app_password if_worker_password if_migrator_password valkey_password; do
  random | keep "$name"
done

printf 'postgresql://if_app:%s@pgbouncer:6432/invoiceflow' "$(value if_app_password)" | keep database_url
printf 'postgresql://if_worker:%s@postgres:5432/invoiceflow' "$(value if_worker_password)" | keep worker_database_url
printf 'postgresql://if_migrator:%s@postgres:5432/invoiceflow' "$(value if_migrator_password)" | keep migration_database_url
printf 'redis://:%s@valkey:6379/0' "$(value valkey_password)" | keep redis_url
printf '"if_app" "%s"\n' "$(value if_app_password)" | keep pgbouncer_users
printf 'dir /data\nappendonly yes\nmaxmemory-policy noeviction\nrequirepass %s\n' "$(value valkey_password)" | keep valkey.conf
echo "The secrets are in $folder: keep a copy of it where nobody but you can read it."
