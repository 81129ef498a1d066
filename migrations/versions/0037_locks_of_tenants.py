"""
A login that queues jobs holds up its own tenant alone: locks are the tenant's, and every job is one that can end.

A lock that is the name of its job and a number is shared by all tenants, on purpose: that job's lanes. Such a job waits
for no day, as the others behind it would wait with it. The number is asked for because whoever queues a job names it:
with a job called like the beginning of a lock of the worker, that lock would be theirs.
"""

from alembic import op

revision = "0037"
down_revision = "0036"

_TAKES_NAMES = """IF jsonb_typeof(new_args) IS DISTINCT FROM 'object' THEN
            RAISE EXCEPTION 'a job takes its arguments by name' USING ERRCODE = '22023';
          END IF;"""


def upgrade() -> None:
    op.execute(
        f"""CREATE OR REPLACE FUNCTION queue.defer(
          new_task text, new_args jsonb, new_lock text, not_before timestamptz
        ) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER
        SET search_path = queue, pg_catalog, pg_temp AS $$
        DECLARE ids bigint[]; bound uuid := directory.bound_tenant();
        BEGIN
          {_TAKES_NAMES}
          ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', new_task, 0,
            CASE WHEN starts_with(new_lock, new_task || '.') AND substr(new_lock, length(new_task) + 2) ~ '^[0-9]+$'
              AND not_before IS NULL THEN new_lock ELSE bound || ':' || new_lock END,
            NULL, new_args || jsonb_build_object('tenant_id', bound), not_before
          )::procrastinate_job_to_defer_v1]);
          RETURN ids[1];
        END $$"""
    )
    op.execute(
        f"""CREATE OR REPLACE FUNCTION queue.defer_for_person(
          new_task text, person uuid, new_args jsonb, new_lock text
        ) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER
        SET search_path = queue, pg_catalog, pg_temp AS $$
        DECLARE ids bigint[];
        BEGIN
          {_TAKES_NAMES}
          PERFORM FROM directory.persons WHERE id = person;
          IF NOT FOUND THEN RAISE EXCEPTION 'no such person' USING ERRCODE = '42501'; END IF;
          ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', new_task, 0, person || ':' || new_lock, NULL,
            (new_args - 'tenant_id') || jsonb_build_object('person_id', person), NULL
          )::procrastinate_job_to_defer_v1]);
          RETURN ids[1];
        END $$"""
    )
