/* rebuild_room -- see rebuild_internal.h: is there room on the disk? */
#include <inttypes.h>
#include <sys/statvfs.h>

#include "run/log.h"
#include "run/rebuild_internal.h"
#include "sql.h"

enum { SPARE_PERCENT = 20, LEAST_BYTES = 64 << 20 };

struct room {
    int64_t needed; /* what the live generation takes, and something */
    int64_t free;   /* -1: nobody knows */
};

/* What the file system says, when PostgreSQL's files are on this machine. */
static int64_t free_bytes(const struct pg_rows *rows)
{
    char path[4096];
    struct statvfs room;
    struct str folder = pg_rows_text(rows, 0, 1);
    if (folder.len == 0 || folder.len >= sizeof(path) || !pg_rows_boolean(rows, 0, 2))
        return -1;
    (void) snprintf(path, sizeof(path), "%.*s", STR_ARG(folder));
    if (statvfs(path, &room) != 0)
        return -1;
    return (int64_t) room.f_bavail * (int64_t) room.f_frsize;
}

static enum outcome ask(struct rebuild *rebuild, struct room *room_out, struct err *err)
{
    char schema[GENERATION_SCHEMA_MAX];
    struct pg_rows rows = {.count = 0};
    generation_schema(rebuild->consumer->projection->name, rebuild->live.number, schema);
    pg_params_reset(rebuild->params);
    pg_param_text(rebuild->params, str_from(schema));
    if (pg_exec(rebuild->admin, SQL_REBUILD_SIZE, rebuild->params, &rows, err) != OK)
        return err_wrap(err, "size of %s", schema);
    int64_t given = rebuild->consumer->conf.disk_free_bytes;
    int64_t size = pg_rows_bigint(&rows, 0, 0);
    room_out->needed = size + size / 100 * SPARE_PERCENT + LEAST_BYTES;
    room_out->free = given > 0 ? given : free_bytes(&rows);
    pg_rows_done(&rows);
    return OK;
}

enum outcome rebuild_check_room(struct rebuild *rebuild, struct err *err)
{
    struct room room = {0};
    if (ask(rebuild, &room, err) != OK)
        return err->outcome;
    if (room.free < 0) {
        log_line(LOG_WARN, "nobody here can tell what is free where PostgreSQL keeps its data",
                 "needed_bytes=%" PRId64 " setting=disk_free_bytes", room.needed);
        return OK;
    }
    if (room.free >= room.needed)
        return OK;
    return err_set(err, FATAL,
                   "new tables of %s need about %" PRId64 " MiB, and %" PRId64 " MiB are free",
                   rebuild->consumer->projection->name, room.needed >> 20, room.free >> 20);
}
