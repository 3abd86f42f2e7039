#!/bin/bash
# migrate.sh -- a database is brought to what the programs need, once, whole, and by its files.
. "$(dirname "$0")/../support/stack.sh"
stack migrate bare

admin=$(bin shouwen-admin)

database() { # database NAME [OWNER]: an empty one; migrate then means it
    sql "CREATE DATABASE \"$1\" ${2:+OWNER $2}" postgres && stack_env "$1"
}

migrate() {
    "$admin" migrate 2>&1
}

applied() { # applied DATABASE
    sql 'SELECT count(*) FROM public.schema_migration' "$1"
}

schema_of() { # without the dump's own random words
    PGPASSWORD=$(cat "$STACK/postgres.password") "$PG_BIN/pg_dump" -h 127.0.0.1 -p "$PG_PORT" -U postgres \
        --schema-only "$1" | grep -v -e '^--' -e '^\\' -e '^$'
}

files=$(find schemas/migrations -name '*.sql' | wc -l)

said=$(migrate)
is "$?" 0 "an empty database is migrated"
is "$(grep -c '^applied ' <<<"$said")" "$files" "and every file is told"
is "$(applied shouwen)" "$files" "and kept by number"
is "$(migrate)" "nothing to do: all $files migrations were applied before" "the second time nothing is done"

is "$(sql "SELECT string_agg(projection || '_g' || number || ' ' || state, ', ' ORDER BY projection)
           FROM stream.generation")" \
    "$(cd schemas/projections 2>/dev/null && find . -name '*.sql' | sed 's|^\./||; s|\.sql$|_g1 live|' |
        LC_ALL=C sort | paste -sd, | sed 's/,/, /g')" \
    "every projection has its first generation"
is "$(sql "SELECT count(*) FROM stream.generation g
           WHERE NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                             WHERE n.nspname = g.projection || '_g' || g.number AND c.relname = 'case_file')")" \
    0 "and a generation holds its case files"
views=$(find schemas/views -name '*.sql' 2>/dev/null | wc -l)
sql 'DELETE FROM stream.view_file'
if [ "$views" -gt 0 ]; then
    is "$(migrate)" "made the views of $views files" "views that were made from other files are made anew"
fi

# ---- what must not be ----

sql "UPDATE public.schema_migration SET sha256 = repeat('0', 64) WHERE number = 3"
said=$(migrate)
is "$?" 1 "a migration that was changed afterwards stops everything"
ok 'grep -q "migration 0003_create_stream was changed after it was applied" <<<"$said"' "by its name"
sql "UPDATE public.schema_migration SET name = '0003_other' WHERE number = 3"
ok 'migrate | grep -q "0003_other was applied, but its file is called 0003_create_stream"' \
    "so does one whose file has another name"
sql "UPDATE public.schema_migration SET name = '0003_create_stream', sha256 = '$(sha256sum \
    <schemas/migrations/0003_create_stream.sql | cut -c 1-64)' WHERE number = 3"
is "$(migrate)" "nothing to do: all $files migrations were applied before" \
    "the digest is the file's own, as sha256sum tells it"
sql "INSERT INTO public.schema_migration VALUES (9999, '9999_future', repeat('0', 64))"
ok 'migrate | grep -q "9999_future was applied, but this program does not have it; it is older than the database"' \
    "a database newer than the program is left alone"

database half
sql 'CREATE SCHEMA stream' half
said=$(migrate)
is "$?" 1 "a migration PostgreSQL refuses stops the rest"
ok 'grep -q "migration 0003_create_stream: " <<<"$said"' "by its name"
is "$(applied half)" 2 "those before it stay"
is "$(sql "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'stream'" half)" 0 "and it leaves nothing behind"
sql 'DROP SCHEMA stream' half
ok migrate "when the obstacle is gone the rest is applied"

database twins
migrate >"$STACK/one.log" &
one=$!
migrate >"$STACK/two.log"
two=$?
wait "$one"
is "$? $two" "0 0" "two at once both succeed"
is "$(cat "$STACK/one.log" "$STACK/two.log" | grep -c '^applied ')" "$files" "and each file is applied by one of them"
is "$(schema_of twins)" "$(schema_of half)" "every way ends in the same schema"

sql 'CREATE ROLE "the boss" LOGIN CREATEROLE' postgres
database owned '"the boss"'
export SHOUWEN_PG_ADMIN_CONNINFO="$SHOUWEN_PG_CONNINFO user='the boss'"
ok migrate "a database's owner with CREATEROLE can migrate it"
is "$(migrate)" "nothing to do: all $files migrations were applied before" "and see that it is done"
stack_env shouwen

# ---- the statements of the programs ----

with_parts() { # with_parts FILE: as the programs have it, includes put in
    awk 'function put(file, line) {
            while ((getline line < file) > 0)
                if (sub(/^ *-- include: /, "", line)) put("schemas/" line); else print line
            close(file)
        }
        BEGIN { put(ARGV[1]) }' "$1"
}

place=$(sql "SELECT string_agg(projection || '_g' || number, ', ') FROM stream.generation")
for query in schemas/queries/*.sql; do
    [ "$query" != schemas/queries/database_rights.sql ] || continue # a DO, which migrate ran above
    { echo "SET search_path = ${place:-pg_catalog}; PREPARE q AS"; with_parts "$query"; } >"$STACK/query.sql"
    ok 'PGPASSWORD=$(cat "$STACK/postgres.password") psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" \
        -U postgres -d shouwen -f "$STACK/query.sql" </dev/null' "PostgreSQL understands $(basename "$query")"
done

done_testing
