/* files_digest -- see files_digest.h. */
#include "office/files_digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Append a file to what was taken from the arena last. */
static enum outcome read_file(const char *path, struct arena *arena, struct err *err)
{
    FILE *file = fopen(path, "re");
    long size = -1;
    if (file == NULL)
        return err_set(err, FATAL, "cannot read \"%s\": %s", path, strerror(errno));
    if (fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    rewind(file);
    void *bytes = size < 0 ? NULL : arena_alloc_bytes(arena, (size_t) size);
    bool is_read = bytes != NULL && fread(bytes, 1, (size_t) size, file) == (size_t) size;
    (void) fclose(file);
    return is_read ? OK : err_set(err, FATAL, "cannot read \"%s\" whole", path);
}

enum outcome files_digest(const char *const *paths, size_t count, struct arena *arena,
                          char hex_out[SHA256_HEX_LEN + 1], struct err *err)
{
    size_t mark = arena_mark(arena);
    for (size_t i = 0; i < count; i++)
        if (read_file(paths[i], arena, err) != OK)
            return err->outcome;
    const struct str text = {.ptr = (const char *) arena->memory + mark,
                             .len = arena_mark(arena) - mark};
    sha256_hex(text, hex_out);
    arena_rewind(arena, mark);
    return OK;
}
