/* listing_text -- see listing_text.h. */
#include "support/listing_text.h"

#include <assert.h>
#include <string.h>

#include "office/listing_csv.h"

enum outcome listing_text_read(const struct listing *listing, struct rows *rows, struct str text,
                               struct faults *faults, struct err *err)
{
    FILE *file = tmpfile();
    assert(file != NULL);
    size_t written = fwrite(str_start(text), 1, text.len, file);
    assert(written == text.len);
    rewind(file);
    enum outcome outcome = listing_csv_read(listing, rows, file, faults, err);
    (void) fclose(file);
    return outcome;
}

struct str listing_text_next(struct str *rest)
{
    static const char end[] = "%%\n";
    struct str text = *rest;
    const char *at = memmem(rest->ptr, rest->len, end, strlen(end));
    if (at == NULL) {
        rest->len = 0;
        return text;
    }
    text.len = (size_t) (at - text.ptr);
    rest->len -= text.len + strlen(end);
    rest->ptr = at + strlen(end);
    return text;
}
