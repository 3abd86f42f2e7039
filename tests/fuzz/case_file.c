/*
 * case_file -- whatever the bytes are: a file, RETRY or FATAL.  A file can be added to and packed,
 * and what was packed comes back as the same bytes.
 */
#include "core/case_file.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static struct str pack(const struct case_file *file, struct arena *arena)
{
    struct str bytes;
    struct err err;
    expect(case_file_pack(file, arena, &bytes, &err) == OK);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char memory[16 << 20] __attribute__((aligned(16)));
    static const struct uuid subject = {{7}};
    struct arena arena = {.memory = memory, .size_bytes = sizeof(memory)};
    struct case_file file;
    struct err err;
    struct str bytes = {.ptr = (const char *) data, .len = size};
    enum outcome outcome = case_file_unpack(bytes, &subject, &arena, &file, &err);
    expect(outcome == OK || outcome == FATAL);
    if (outcome != OK)
        return 0;
    struct str packed = pack(&file, &arena);
    struct case_file again;
    expect(case_file_unpack(packed, &subject, &arena, &again, &err) == OK);
    expect(str_eq(pack(&again, &arena), packed));
    struct event event = {.subject = subject, .kind = EVENT_PROGRESSED, .id = {{1}}};
    struct case_file_change change;
    expect(case_file_add(&again, &event, &arena, &change, &err) == OK);
    (void) pack(&again, &arena);
    return 0;
}
