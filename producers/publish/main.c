/* main -- shouwen-publish: events as lines of JSON, an answer for every line. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "answer.h"
#include "base/stop.h"
#include "base/time.h"
#include "lines.h"
#include "office/alias.h"
#include "office/refusals.h"
#include "run/log.h"
#include "run/publisher.h"
#include "run/verb.h"
#include "settings.h"
#include "wire/told.h"

enum { ARENA_BYTES = 16 << 20, WAIT_MS = 50 };

static const char example[] =
    "  shouwen-publish --dry-run <<'END'\n"
    "  {\"header\": {\"source\": \"hotline\", \"case_source\": \"hotline\", \"case_number\": "
    "\"42\",\n"
    "   \"occurred_at\": \"2025-09-22T09:12:00+08:00\", \"source_ref\": \"42/1\"}, \"accepted\":\n"
    "   {\"unit\": \"zjj\", \"section\": \"bgs\", \"receiver\": \"wang\", \"channel\": "
    "\"CHANNEL_CALL\"}}\n"
    "  END\n"
    "\n"
    "(on one line).  What a message says stands in proto/shouwen/v1; subject, event_id, "
    "recorded_at\n"
    "and precision may be left out.  With source_ref the same line again is the same event.\n"
    "Names and texts travel apart, as citizenRecord, textRecord (with the header's event_id) and\n"
    "erasedRecord, and no answer shows them.\n"
    "Answers: acknowledged, refused (field, reason, text), failed, unanswered; checked with "
    "--dry-run.\n"
    "Exit status: 0 all acknowledged, 1 a line was not, 2 usage.\n";

struct publish {
    struct settings settings;
    struct lines lines;
    struct arena arena;
    struct aliases *aliases;
    struct publisher *publisher;
    struct refusals *refusals;
    struct answer_about *sent; /* by cookie; line 0: free */
    size_t *free;              /* cookies nobody uses */
    size_t free_count;
    uint64_t bad; /* lines that were not acknowledged */
};

static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct publish *publish = context;
    bool is_good = outcome == OK;
    answer_event(stdout, publish->settings.topic_prefix, is_good ? "acknowledged" : "failed",
                 &publish->sent[cookie], is_good ? NULL : err);
    publish->bad += !is_good;
    publish->sent[cookie].line = 0;
    publish->free[publish->free_count++] = (size_t) cookie;
}

static void refuse(struct publish *publish, uint64_t line, struct str source, const struct err *err)
{
    publish->bad++;
    if (!publish->settings.dry_run)
        refusals_add(publish->refusals, source, err->reason);
    answer_refused(stdout, line, err);
}

static enum outcome send(struct publish *publish, uint64_t line, const struct told *told,
                         struct err *err)
{
    while (publish->free_count == 0 && !stop_requested())
        publisher_poll(publish->publisher, WAIT_MS);
    if (publish->free_count == 0)
        return err_set(err, RETRY, "stopped");
    size_t cookie = publish->free[--publish->free_count];
    publish->sent[cookie] = answer_about(line, told);
    enum outcome outcome = told->is_citizen
                               ? publisher_citizen(publish->publisher, &told->citizen, cookie, err)
                               : publisher_event(publish->publisher, &told->event, cookie, err);
    if (outcome == OK && !publish->settings.dry_run)
        return OK;
    if (outcome == OK)
        answer_event(stdout, publish->settings.topic_prefix, "checked", &publish->sent[cookie],
                     NULL);
    publish->sent[cookie].line = 0;
    publish->free[publish->free_count++] = cookie;
    return outcome;
}

/* What a line tells, an event in the directory's codes. */
static enum outcome read_line(struct publish *publish, struct str line, struct told *told_out,
                              struct err *err)
{
    int64_t now_us = time_now_us();
    if (told_json_read(line, now_us, &publish->arena, told_out, err) != OK)
        return err->outcome;
    if (!told_out->is_citizen &&
        aliases_resolve(publish->aliases, &told_out->event, &publish->arena, err) != OK)
        return err->outcome;
    return told_json_finish(told_out, now_us, &publish->arena, err);
}

static enum outcome take_line(struct publish *publish, const struct line *line, struct err *err)
{
    struct told told = {.is_citizen = false};
    if (line->kind == LINE_TOO_LONG) {
        err_ignore(err_reason(err, REJECT, REASON_TOO_LARGE, "the line has more than %d bytes",
                              LINE_BYTES_MAX));
        refuse(publish, line->number, STR(""), err);
        return OK;
    }
    if (line->text.len == 0)
        return OK;
    arena_reset(&publish->arena);
    enum outcome outcome = read_line(publish, line->text, &told, err);
    if (outcome == RETRY)
        outcome = err_reason(err, REJECT, REASON_TOO_LARGE, "the line is too large to be read");
    if (outcome == OK)
        outcome = send(publish, line->number, &told, err);
    if (outcome != REJECT)
        return outcome;
    refuse(publish, line->number, told.is_citizen ? STR("") : told.event.source, err);
    return OK;
}

/* Until the input ends or a signal comes. */
static enum outcome read_lines(struct publish *publish, struct err *err)
{
    struct line line = {.kind = LINE_NONE_YET};
    while (line.kind != LINE_END && !stop_requested()) {
        if (lines_next(&publish->lines, WAIT_MS, &line, err) != OK)
            return err->outcome;
        bool is_line = line.kind == LINE_WHOLE || line.kind == LINE_TOO_LONG;
        enum outcome outcome = is_line ? take_line(publish, &line, err) : OK;
        if (outcome != OK && !(outcome == RETRY && stop_requested()))
            return outcome;
        publisher_poll(publish->publisher, 0);
        if (fflush(stdout) != 0)
            return err_set(err, FATAL, "could not write an answer");
    }
    return OK;
}

/* Who has no answer yet gets one that says so. */
static void tell_unanswered(struct publish *publish)
{
    for (size_t i = 0; i < (size_t) publish->settings.in_flight_max; i++) {
        if (publish->sent[i].line == 0)
            continue;
        answer_event(stdout, publish->settings.topic_prefix, "unanswered", &publish->sent[i], NULL);
        publish->bad++;
    }
}

static enum outcome open_all(struct publish *publish, struct err *err)
{
    size_t count = (size_t) publish->settings.in_flight_max;
    const struct publisher_options options = {
        .bootstrap_servers = publish->settings.kafka_bootstrap_servers,
        .topic_prefix = publish->settings.topic_prefix,
        .client_id = "shouwen-publish",
        .settings = publish->settings.kafka.list,
        .in_flight_max = count,
        .is_dry_run = publish->settings.dry_run,
        .has_cloudevents = publish->settings.cloudevents_headers,
        .context = publish,
        .settled = settled,
    };
    const struct refusals_options refusals = {
        .program = "publish",
        .conninfo = publish->settings.pg_conninfo,
        .user = publish->settings.pg_user,
    };
    publish->sent = calloc(count, sizeof(*publish->sent));
    publish->free = calloc(count, sizeof(*publish->free));
    if (publish->sent == NULL || publish->free == NULL)
        return err_set(err, FATAL, "no memory for %zu messages in flight", count);
    while (publish->free_count < count) {
        publish->free[publish->free_count] = count - 1 - publish->free_count;
        publish->free_count++;
    }
    if (lines_init(&publish->lines, STDIN_FILENO, err) != OK ||
        arena_init(&publish->arena, ARENA_BYTES, err) != OK ||
        aliases_open(publish->settings.pg_conninfo, publish->settings.pg_user, "shouwen-publish",
                     &publish->aliases, err) != OK ||
        refusals_open(&refusals, &publish->refusals, err) != OK)
        return err->outcome;
    return publisher_open(&options, &publish->publisher, err);
}

static int run(struct publish *publish)
{
    struct err err;
    enum outcome outcome = open_all(publish, &err);
    if (outcome == OK)
        outcome = read_lines(publish, &err);
    if (outcome != OK)
        log_err(LOG_ERROR, "publish", &err);
    if (publish->publisher != NULL) {
        if (publisher_finish(publish->publisher, (int) publish->settings.answer_timeout_ms, &err) !=
            OK)
            log_err(LOG_WARN, "finish", &err);
        struct publisher_counts counts = publisher_counts(publish->publisher);
        tell_unanswered(publish);
        log_line(LOG_INFO, stop_requested() ? "stopped" : "done",
                 "lines=%" PRIu64 " sent=%" PRIu64 " acknowledged=%" PRIu64 " failed=%" PRIu64
                 " unanswered=%" PRIu64,
                 publish->lines.number, counts.sent, counts.acknowledged, counts.failed,
                 counts.sent - counts.acknowledged - counts.failed);
    }
    publisher_close(publish->publisher);
    refusals_close(publish->refusals);
    aliases_close(publish->aliases);
    arena_done(&publish->arena);
    lines_done(&publish->lines);
    free(publish->sent);
    free(publish->free);
    bool is_good = outcome == OK && publish->bad == 0 && !stop_requested() && fflush(stdout) == 0;
    return is_good ? EXIT_DONE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static struct publish publish;
    const struct conf_spec spec = settings_spec(&publish.settings);
    const struct plain_program program = {
        .name = "shouwen-publish",
        .arguments = "<EVENTS.ndjson",
        .help =
            "Publish events, one a line of JSON on standard input; answer each on standard output.",
        .example = example,
        .settings = &spec,
        .log_level = publish.settings.log_level,
    };
    int exit_code = EXIT_DONE;
    return plain_program_start(argc, argv, &program, &exit_code) ? run(&publish) : exit_code;
}
