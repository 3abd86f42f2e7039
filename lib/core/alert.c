/* alert -- see alert.h. */
#include "core/alert.h"

#include <assert.h>

enum { NUMBER_TEXT_MAX = 21 };

/* In decimal; written from the end of the room. */
static struct str number_text(int64_t number, char room[NUMBER_TEXT_MAX])
{
    assert(number >= 0);
    char *at = room + NUMBER_TEXT_MAX;
    do {
        *--at = (char) ('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return (struct str) {.ptr = at, .len = (size_t) (room + NUMBER_TEXT_MAX - at)};
}

struct uuid alert_id(const struct alert *alert)
{
    char subject[UUID_TEXT_LEN + 1];
    char started_by[UUID_TEXT_LEN + 1];
    char due[NUMBER_TEXT_MAX];
    char cleared[NUMBER_TEXT_MAX];
    uuid_text(&alert->subject, subject);
    uuid_text(&alert->started_by, started_by);
    const struct str parts[] = {
        {subject, UUID_TEXT_LEN},
        str_from(clock_kind_name(alert->clock)),
        {started_by, UUID_TEXT_LEN},
        alert->rung,
        alert->due_at_us == 0 ? (struct str) {0} : number_text(alert->due_at_us, due),
        number_text(alert->cleared_before, cleared),
    };
    return uuid_v5(&uuid_namespace_alert, parts, sizeof(parts) / sizeof(parts[0]));
}

struct uuid alert_clear_id(struct uuid alert_id)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(&alert_id, text);
    const struct str parts[] = {{text, UUID_TEXT_LEN}, STR("cleared")};
    return uuid_v5(&uuid_namespace_alert, parts, sizeof(parts) / sizeof(parts[0]));
}
