/*
 * lines -- the lines of a stream as they come, without waiting for the next one.
 *
 * A line longer than LINE_BYTES_MAX is told once and skipped to its end.  The last line needs no
 * newline.
 */
#ifndef SHOUWEN_PUBLISH_LINES_H
#define SHOUWEN_PUBLISH_LINES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum { LINE_BYTES_MAX = 1 << 20 };

enum line_kind { LINE_NONE_YET, LINE_WHOLE, LINE_TOO_LONG, LINE_END };

struct line {
    enum line_kind kind;
    uint64_t number; /* from 1 */
    struct str text; /* of LINE_WHOLE; borrowed until the next call; without the line's end */
};

struct lines {
    int file;
    char *memory;
    size_t start; /* what was not given out yet: [start, end) */
    size_t end;
    size_t searched; /* up to here there is no newline */
    uint64_t number;
    bool is_ended;
    bool is_skipping; /* the rest of a line that was too long */
};

/* Read from this descriptor, which stays the caller's; FATAL: no memory. */
MUST_CHECK enum outcome lines_init(struct lines *lines, int file, struct err *err);
void lines_done(struct lines *lines);

/* The next line, LINE_NONE_YET after `wait_ms_max`.  FATAL: the stream cannot be read. */
MUST_CHECK enum outcome lines_next(struct lines *lines, int wait_ms_max, struct line *line_out,
                                   struct err *err);

#endif
