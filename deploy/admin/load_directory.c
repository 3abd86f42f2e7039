/* load_directory -- a folder of CSV files is read, judged, compared, applied; years are opened. */
#include <inttypes.h>

#include "base/civil.h"
#include "base/time.h"
#include "load.h"
#include "office/directory_check.h"
#include "office/directory_csv.h"
#include "office/directory_pg.h"
#include "office/year_opened.h"
#include "run/publisher.h"

/* Everything that is open. */
struct loading {
    const struct admin *admin;
    struct directory before;
    struct directory after;
    struct faults faults;
    struct directory_diff diff;
    struct pg *pg;
    bool is_done; /* the database holds what the folder says */
};

/* ---- reading and judging ---- */

static void note(void *context, const char *file, const char *words)
{
    (void) context;
    (void) printf("note  %s %s\n", file, words);
}

/* REJECT: it cannot be loaded, and why was told. */
static enum outcome read_folder(struct loading *loading, const char *folder, struct err *err)
{
    const struct directory_csv_hooks hooks = {.context = loading, .note = note};
    if (directory_csv_folder(&loading->after, folder, &hooks, &loading->faults, err) != OK ||
        directory_check(&loading->after, civil_day_of(time_now_us()), &loading->faults, err) != OK)
        return err->outcome;
    return loading->faults.errors > 0 ? err_set(err, REJECT, "the folder has faults") : OK;
}

/* ---- the database ---- */

static enum outcome compare(struct loading *loading, struct err *err)
{
    if (admin_open_schema(loading->admin, "directory", &loading->pg, err) != OK ||
        load_take_lock(loading->pg, err) != OK ||
        directory_pg_read(loading->pg, &loading->before, err) != OK)
        return err->outcome;
    if (directory_check_zeros(&loading->before, &loading->after, &loading->faults, err) != OK)
        return err->outcome;
    if (loading->faults.errors > 0)
        return err_set(err, REJECT, "the folder has faults");
    return directory_diff(&loading->before, &loading->after, &loading->diff, err);
}

static enum outcome apply(struct loading *loading, struct err *err)
{
    if (directory_diff_is_empty(&loading->diff)) {
        (void) printf("nothing to change: the directory is as the folder says\n");
        loading->is_done = true;
        return OK;
    }
    directory_diff_print(&loading->diff, (size_t) loading->admin->limit, stdout);
    if (!load_may_apply(loading->admin)) {
        (void) printf("nothing was changed; --yes applies this\n");
        return OK;
    }
    if (directory_pg_apply(loading->pg, &loading->diff, err) != OK)
        return err->outcome;
    loading->is_done = true;
    (void) printf("the directory is loaded\n");
    if (directory_pg_prune(loading->pg, err) != OK)
        (void) printf("older trees of units stay until the next load: %s\n", err->text);
    return OK;
}

/* ---- years ---- */

static enum outcome count_year(void *context, const struct event *event, struct err *err)
{
    size_t *count = context;
    (void) event;
    (void) err;
    ++*count;
    return OK;
}

static enum outcome send_year(void *context, const struct event *event, struct err *err)
{
    return publisher_event(context, event, 0, err);
}

static enum outcome send_years(const struct loading *loading, struct publisher *publisher,
                               int64_t now_us, struct err *err)
{
    const struct admin *admin = loading->admin;
    const struct year_opened_sink sink = {.context = publisher, .take = send_year};
    if (year_opened_each(&loading->after, admin->first_year, now_us, &sink, err) != OK ||
        publisher_finish(publisher, (int) admin->answer_timeout_ms, err) != OK)
        return err->outcome;
    struct publisher_counts counts = publisher_counts(publisher);
    if (counts.failed > 0)
        return err_set(err, RETRY, "%" PRIu64 " of %" PRIu64 " years were refused by the broker",
                       counts.failed, counts.sent);
    (void) printf("%" PRIu64 " years of units are open\n", counts.acknowledged);
    return OK;
}

static enum outcome open_years(const struct loading *loading, struct err *err)
{
    const struct admin *admin = loading->admin;
    struct publisher *publisher = NULL;
    int64_t now_us = time_now_us();
    size_t count = 0;
    const struct year_opened_sink counting = {.context = &count, .take = count_year};
    if (year_opened_each(&loading->after, admin->first_year, now_us, &counting, err) != OK)
        return err->outcome;
    const struct publisher_options options = {
        .bootstrap_servers = admin->kafka_bootstrap_servers,
        .topic_prefix = admin->topic_prefix,
        .client_id = "shouwen-admin",
        .settings = admin->kafka.list,
        .in_flight_max = count + 1, /* so that sending never waits for a broker that is away */
    };
    if (publisher_open(&options, &publisher, err) != OK)
        return err->outcome;
    enum outcome outcome = send_years(loading, publisher, now_us, err);
    publisher_close(publisher);
    return outcome;
}

/* ---- whole ---- */

static int load(struct loading *loading, const char *folder)
{
    const char *files[DIRECTORY_TABLES_COUNT];
    struct err err;
    if (directory_init(&loading->before, DIRECTORY_MEMORY_MAX, &err) != OK ||
        directory_init(&loading->after, DIRECTORY_MEMORY_MAX, &err) != OK)
        return admin_failed("load", &err);
    enum outcome outcome = read_folder(loading, folder, &err);
    if (outcome == OK)
        outcome = compare(loading, &err);
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        files[i] = directory_listings[i].file;
    load_tell_faults(&loading->faults, files);
    if (outcome == REJECT && loading->faults.errors > 0)
        return EXIT_FAILED; /* what is wrong was said */
    if (outcome != OK || apply(loading, &err) != OK)
        return admin_failed("load", &err);
    if (!loading->is_done || loading->admin->no_publish)
        return EXIT_DONE;
    if (open_years(loading, &err) == OK)
        return EXIT_DONE;
    (void) printf("the database holds the directory, but not all years of units are open in Kafka; "
                  "run this again when Kafka answers\n");
    return admin_failed("load", &err);
}

int load_directory(const struct admin *admin, const char *folder)
{
    struct loading loading = {.admin = admin};
    int code = load(&loading, folder);
    pg_close(loading.pg);
    faults_done(&loading.faults);
    directory_done(&loading.before);
    directory_done(&loading.after);
    return code;
}
