/*
 * fuzz_alert -- whatever the bytes are: an alert, which is packed as it was and printed as one
 * line, or refused with a reason.
 */
#include <stdlib.h>
#include <string.h>

#include "office/alert_print.h"
#include "wire/alert_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static void print(const struct alert *alert)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    expect(file != NULL);
    alert_print(file, alert);
    expect(fclose(file) == 0 && len > 0 && memchr(text, '\n', len) == text + len - 1);
    free(text);
}

static void send_and_read(const struct alert *alert)
{
    struct alert back;
    struct str bytes, json, again;
    struct err err;
    expect(alert_pack(alert, &arena, &bytes, &err) == OK);
    expect(alert_to_json(alert, &arena, &json, &err) == OK);
    expect(alert_unpack(bytes, &arena, &back, &err) == OK);
    expect(alert_pack(&back, &arena, &again, &err) == OK && str_eq(bytes, again));
    print(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct alert alert;
    if (arena.memory == NULL && arena_init(&arena, 16 * ALERT_MEMORY_MAX, &err) != OK)
        abort();
    arena_reset(&arena);
    enum outcome outcome =
        alert_unpack((struct str) {(const char *) data, size}, &arena, &alert, &err);
    expect(outcome == OK || (outcome == REJECT && err.reason != REASON_NONE));
    if (outcome == OK)
        send_and_read(&alert);
    return 0;
}
