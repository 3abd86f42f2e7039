/* event_id -- see event_id.h. */
#include "wire/event_id.h"

#include <assert.h>
#include <string.h>
#include <sys/random.h>

#include "base/sha256.h"
#include "wire/event_codec.h"

enum outcome event_id_set(struct event *event, int64_t now_us, struct arena *arena, struct err *err)
{
    if (event->source_ref.len == 0) {
        unsigned char chance[10];
        ssize_t drawn = getrandom(chance, sizeof(chance), 0);
        assert(drawn == sizeof(chance)); /* so few bytes never come in part */
        event->id = uuid_v7(now_us, chance);
        return OK;
    }
    struct event plain = *event;
    plain.id = (struct uuid) {{0}};
    plain.recorded_at_us = 0;
    plain.correlation_id = (struct str) {0};
    size_t mark = arena_mark(arena);
    struct str content = {0};
    if (event_encode(&plain, arena, &content, err) != OK)
        return err->outcome;
    char hex[SHA256_HEX_LEN + 1];
    sha256_hex(content, hex);
    arena_rewind(arena, mark);
    const struct str parts[] = {
        event->source,
        event->source_ref,
        str_from(event_kind_name(event->kind)),
        str_from(hex),
    };
    event->id = uuid_v5(&uuid_namespace_event, parts, sizeof(parts) / sizeof(parts[0]));
    return OK;
}
