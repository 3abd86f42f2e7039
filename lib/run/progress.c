/* progress -- see progress.h. */
#include "run/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "run/log.h"

enum { TERMINAL_US = 200000, LOG_US = 30000000 };

void progress_init(struct progress *progress, const char *unit)
{
    int64_t now_us = time_steady_us();
    *progress = (struct progress) {.unit = unit,
                                   .is_terminal = isatty(STDERR_FILENO) == 1,
                                   .started_us = now_us,
                                   .shown_us = now_us};
}

void progress_text(const struct progress_state *state, const char *unit, int64_t elapsed_us,
                   char text_out[PROGRESS_TEXT_MAX])
{
    double seconds = elapsed_us > 0 ? (double) elapsed_us / 1e6 : 1e-6;
    double rate = (double) state->items / seconds;
    if (state->parts_total == 0 || state->parts == 0 || state->parts > state->parts_total) {
        (void) snprintf(text_out, PROGRESS_TEXT_MAX, "%" PRIu64 " %s, %.0f/s", state->items, unit,
                        rate);
        return;
    }
    double share = (double) state->parts / (double) state->parts_total;
    uint64_t left_s = (uint64_t) (seconds * (1 - share) / share + 0.5);
    (void) snprintf(text_out, PROGRESS_TEXT_MAX,
                    "%.0f %%, %" PRIu64 " %s, %.0f/s, %" PRIu64 ":%02" PRIu64 " left", share * 100,
                    state->items, unit, rate, left_s / 60, left_s % 60);
}

void progress_show(struct progress *progress, const struct progress_state *state)
{
    int64_t now_us = time_steady_us();
    if (now_us - progress->shown_us < (progress->is_terminal ? TERMINAL_US : LOG_US))
        return;
    progress->shown_us = now_us;
    char text[PROGRESS_TEXT_MAX];
    progress_text(state, progress->unit, now_us - progress->started_us, text);
    if (progress->is_terminal)
        (void) fprintf(stderr, "\r%s\033[K", text);
    else
        log_line(LOG_INFO, "progress", "so_far=\"%s\"", text);
    progress->is_shown = progress->is_terminal;
}

void progress_clear(struct progress *progress)
{
    if (progress->is_shown)
        (void) fprintf(stderr, "\r\033[K");
    progress->is_shown = false;
}
