/*
 * progress -- how far a long piece of work has come, how fast it goes and when it will be done.
 *
 * On a terminal one line that is rewritten; elsewhere a log line now and then, so that a log does
 * not fill with percentages.
 */
#ifndef SHOUWEN_RUN_PROGRESS_H
#define SHOUWEN_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROGRESS_TEXT_MAX = 160 };

struct progress {
    const char *unit; /* "rows": what `items` counts */
    bool is_terminal;
    bool is_shown; /* something stands on the terminal's line */
    int64_t started_us;
    int64_t shown_us;
};

/* How far: of `parts_total` parts (bytes of a file; 0: nobody knows), and in items. */
struct progress_state {
    uint64_t parts;
    uint64_t parts_total;
    uint64_t items;
};

/* `unit` is borrowed for good. */
void progress_init(struct progress *progress, const char *unit);

/* Cheap enough to be called for every item. */
void progress_show(struct progress *progress, const struct progress_state *state);

/* Clear the terminal's line, so that something else can be printed. */
void progress_clear(struct progress *progress);

/* "37 %, 1200 rows, 400/s, 0:05 left": what is shown after `elapsed_us`. */
void progress_text(const struct progress_state *state, const char *unit, int64_t elapsed_us,
                   char text_out[PROGRESS_TEXT_MAX]);

#endif
