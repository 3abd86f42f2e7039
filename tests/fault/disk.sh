#!/bin/bash
# disk.sh -- the disk fills while tables are filled anew: that is waited for, and nothing is lost.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack disk
seed

small=/var/tmp/shouwen-disk-$$ # reached by PostgreSQL's user wherever the checkout is
unmount() {
    [ ! -d "$small" ] || { umount -l "$small" && rmdir "$small"; } 2>/dev/null
}
trap 'status=$?; unmount; (exit "$status"); stack_end' EXIT
if [ "$(id -u)" -ne 0 ] || ! mkdir "$small" || ! mount -t tmpfs -o size=4m,mode=0755 tmpfs "$small"; then
    rmdir "$small" 2>/dev/null
    skip "a disk that fills" "a small one cannot be mounted here"
    done_testing
    exit
fi
chown "$(pg_user)" "$small"

flood --seed "$SEED" --cases 4000 --events 6 --uniform
drain
is $? 0 "a log is projected"
wanted=$(digest)
sql "CREATE TABLESPACE small LOCATION '$small'"
sql "GRANT CREATE ON TABLESPACE small TO PUBLIC; ALTER ROLE shouwen_rebuild SET default_tablespace = small"
background rebuild "$(bin shouwen-section-ledger)" rebuild
ok 'wait_until "log_has rebuild \"begun again.*No space left\"" 60' "a share that finds no room is begun again, and why is said"
ok 'is_running rebuild' "the rebuild waits"
is "$(digest)" "$wanted" "the live tables are as they were"
say "$(accepted housing 1)"
drain
is $? 0 "and are written"
wanted=$(digest)
mount -o remount,size=256m "$small"
finish rebuild
is $? 0 "with room again it comes to its end"
is "$(digest)" "$wanted" "and has the same tables"
is "$(sql "SELECT count(*) FROM stream.generation WHERE projection = 'section_ledger'")" 1 "which are the only ones"

sql "ALTER ROLE shouwen_rebuild RESET default_tablespace"
pg_restart immediate >/dev/null
"$(bin shouwen-section-ledger)" rebuild 2>"$STACK/again.log"
is $? 0 "a rebuild elsewhere"
sql "DROP TABLESPACE small"
is $? 0 "leaves nothing there"
done_testing
