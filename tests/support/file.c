/* file -- see file.h. */
#include "support/file.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/cmocka.h"

struct str file_read(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    (void) fseek(file, 0, SEEK_END);
    size_t len = (size_t) ftell(file);
    rewind(file);
    char *bytes = arena_alloc(arena, len + 1);
    if (bytes == NULL || fread(bytes, 1, len, file) != len)
        fail_msg("cannot read %s", path);
    (void) fclose(file);
    return (struct str) {.ptr = bytes, .len = len};
}

struct str file_fixture(const char *name, const char *suffix, struct arena *arena)
{
    char path[256];
    (void) snprintf(path, sizeof(path), "tests/fixtures/v1/%s.%s", name, suffix);
    return file_read(path, arena);
}
