/* output -- see output.h. */
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"
#include "wire/event_json.h"

enum { ARENA_BYTES = 1 << 20, BUFFER_BYTES = 1 << 20, PATH_BYTES = CONF_TEXT_MAX + 16 };
enum { SECOND_US = 1000000, SLICE_US = 100000 };

static enum outcome open_file(const char *path, const char *suffix, FILE **file_out,
                              struct err *err)
{
    char name[PATH_BYTES];
    (void) snprintf(name, sizeof(name), "%s%s", path, suffix);
    *file_out = fopen(name, "w");
    if (*file_out == NULL)
        return err_set(err, FATAL, "cannot write \"%s\": %s", name, strerror(errno));
    (void) setvbuf(*file_out, NULL, _IOFBF, BUFFER_BYTES);
    return OK;
}

enum outcome output_open(struct output *output, const struct settings *settings,
                         const struct city *city, struct err *err)
{
    *output = (struct output) {.settings = settings, .city = city, .began_us = time_steady_us()};
    const struct publisher_options options = {
        .bootstrap_servers = settings->kafka_bootstrap_servers,
        .topic_prefix = settings->topic_prefix,
        .client_id = "shouwen-simulate",
        .settings = settings->kafka.list,
        .in_flight_max = (size_t) settings->in_flight_max,
        .is_dry_run = settings->dry_run,
        .has_cloudevents = settings->cloudevents_headers,
    };
    if (arena_init(&output->arena, ARENA_BYTES, err) != OK)
        return err->outcome;
    if (settings->to_file[0] == '\0')
        return publisher_open(&options, &output->publisher, err);
    if (open_file(settings->to_file, "", &output->events, err) != OK)
        return err->outcome;
    return open_file(settings->to_file, ".citizen", &output->citizens, err);
}

void output_close(struct output *output)
{
    if (output->events != NULL)
        (void) fclose(output->events);
    if (output->citizens != NULL)
        (void) fclose(output->citizens);
    publisher_close(output->publisher);
    arena_done(&output->arena);
    *output = (struct output) {0};
}

/* ---- a file ---- */

static enum outcome write_line(FILE *file, const char *line, size_t len, struct err *err)
{
    if (fwrite(line, 1, len, file) != len)
        return err_set(err, FATAL, "cannot write a line: %s", strerror(errno));
    return OK;
}

static enum outcome write_lines(struct output *output, const struct told *told, struct err *err)
{
    char line[PERSON_LINE_MAX];
    struct str json = {0};
    arena_reset(&output->arena);
    if (event_to_json(&told->event, &output->arena, &json, err) != OK ||
        write_line(output->events, json.ptr, json.len, err) != OK ||
        write_line(output->events, "\n", 1, err) != OK)
        return err_wrap(err, "%s", output->settings->to_file);
    for (size_t i = 0; i < output->person.count; i++) {
        size_t len = person_line(&output->person.items[i], line);
        if (write_line(output->citizens, line, len, err) != OK)
            return err_wrap(err, "%s.citizen", output->settings->to_file);
    }
    return OK;
}

static enum outcome sync_file(FILE *file, struct err *err)
{
    if (fflush(file) != 0 || (fsync(fileno(file)) != 0 && errno != EINVAL && errno != EROFS))
        return err_set(err, FATAL, "cannot write the last lines: %s", strerror(errno));
    return OK;
}

/* ---- the broker ---- */

/* What our own door refuses is told and counted; the rest goes on. */
static enum outcome tell_refused(struct output *output, enum outcome outcome, struct err *err)
{
    if (outcome != REJECT)
        return outcome;
    if (output->refused_count++ < 10)
        log_err(LOG_WARN, "refused", err);
    return OK;
}

static void wait_for_pace(struct output *output)
{
    int64_t rate = output->settings->rate;
    while (rate > 0 && !stop_requested()) {
        int64_t due_us = output->began_us + (int64_t) output->events_count * SECOND_US / rate;
        int64_t ahead_us = due_us - time_steady_us();
        if (ahead_us <= 0)
            return;
        ahead_us = ahead_us < SLICE_US ? ahead_us : SLICE_US;
        const struct timespec wait = {0, ahead_us * 1000};
        if (output->publisher != NULL)
            publisher_poll(output->publisher, 0);
        (void) nanosleep(&wait, NULL);
    }
}

static enum outcome publish(struct output *output, const struct told *told, struct err *err)
{
    enum outcome outcome = publisher_event(output->publisher, &told->event, 0, err);
    outcome = tell_refused(output, outcome, err);
    for (size_t i = 0; outcome == OK && i < output->person.count; i++) {
        outcome = publisher_citizen(output->publisher, &output->person.items[i], 0, err);
        outcome = tell_refused(output, outcome, err);
    }
    publisher_poll(output->publisher, 0);
    return outcome;
}

/* ---- either ---- */

enum outcome output_put(struct output *output, const struct told *told, struct err *err)
{
    wait_for_pace(output);
    if (stop_requested())
        return err_set(err, RETRY, "stopped");
    output->person.count = 0;
    if (!told->is_repeat)
        person_messages(output->city, &told->event, &output->person);
    enum outcome outcome =
        output->publisher != NULL ? publish(output, told, err) : write_lines(output, told, err);
    if (outcome != OK)
        return outcome;
    output->events_count++;
    output->citizens_count += output->person.count;
    return OK;
}

enum outcome output_finish(struct output *output, struct err *err)
{
    if (output->publisher != NULL)
        return publisher_finish(output->publisher, (int) output->settings->answer_timeout_ms, err);
    if (sync_file(output->events, err) != OK)
        return err_wrap(err, "%s", output->settings->to_file);
    return sync_file(output->citizens, err);
}
