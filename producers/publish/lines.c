/* lines -- see lines.h. */
#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMORY_BYTES = 2 * LINE_BYTES_MAX };

enum outcome lines_init(struct lines *lines, int file, struct err *err)
{
    *lines = (struct lines) {.file = file, .memory = malloc(MEMORY_BYTES)};
    return lines->memory == NULL ? err_set(err, FATAL, "no memory for lines") : OK;
}

void lines_done(struct lines *lines)
{
    free(lines->memory);
    lines->memory = NULL;
}

/* The line in [start, end_of_line); `behind` is where the next one begins. */
static struct line give(struct lines *lines, size_t end_of_line, size_t behind)
{
    struct line line = {.kind = LINE_WHOLE, .number = lines->number + 1};
    line.text =
        (struct str) {.ptr = lines->memory + lines->start, .len = end_of_line - lines->start};
    if (line.text.len > 0 && line.text.ptr[line.text.len - 1] == '\r')
        line.text.len--;
    if (lines->is_skipping || line.text.len > LINE_BYTES_MAX)
        line = (struct line) {.kind = LINE_TOO_LONG, .number = line.number};
    lines->number++;
    lines->is_skipping = false;
    lines->start = lines->searched = behind;
    return line;
}

/* A line that is in memory already. */
static struct line find(struct lines *lines)
{
    const char *newline =
        memchr(lines->memory + lines->searched, '\n', lines->end - lines->searched);
    if (newline != NULL) {
        size_t at = (size_t) (newline - lines->memory);
        return give(lines, at, at + 1);
    }
    lines->searched = lines->end;
    if (lines->end - lines->start > LINE_BYTES_MAX) { /* forget what it began with */
        lines->is_skipping = true;
        lines->start = lines->searched = lines->end = 0;
    }
    if (!lines->is_ended)
        return (struct line) {.kind = LINE_NONE_YET};
    if (lines->end > lines->start || lines->is_skipping)
        return give(lines, lines->end, lines->end);
    return (struct line) {.kind = LINE_END, .number = lines->number};
}

static enum outcome read_more(struct lines *lines, int wait_ms_max, struct err *err)
{
    struct pollfd waiting = {.fd = lines->file, .events = POLLIN};
    int ready = poll(&waiting, 1, wait_ms_max);
    if (ready == 0 || (ready < 0 && errno == EINTR))
        return OK;
    memmove(lines->memory, lines->memory + lines->start, lines->end - lines->start);
    lines->searched -= lines->start;
    lines->end -= lines->start;
    lines->start = 0;
    ssize_t count = read(lines->file, lines->memory + lines->end, MEMORY_BYTES - lines->end);
    if (count < 0 && errno != EINTR && errno != EAGAIN)
        return err_set(err, FATAL, "cannot read the input: %s", strerror(errno));
    lines->is_ended = count == 0;
    lines->end += count > 0 ? (size_t) count : 0;
    return OK;
}

enum outcome lines_next(struct lines *lines, int wait_ms_max, struct line *line_out,
                        struct err *err)
{
    *line_out = find(lines);
    if (line_out->kind != LINE_NONE_YET)
        return OK;
    if (read_more(lines, wait_ms_max, err) != OK)
        return err->outcome;
    *line_out = find(lines);
    return OK;
}
