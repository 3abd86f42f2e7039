/* erase -- see erase.h. */
#include "erase.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/stop.h"
#include "base/time.h"
#include "core/citizen_file.h"
#include "run/consumer.h"
#include "run/publisher.h"
#include "sql.h"
#include "wire/event_codec.h"
#include "wire/event_id.h"
#include "wire/text.h"

enum {
    ARENA_BYTES = 16 << 20, /* the file with most entries, twice */
    PARAMS_BYTES_MAX = 1 << 16,
    IN_FLIGHT_MAX = 1000,
    ANSWER_MS_MAX = 60000,
};

/* Common settings first, so that their places are those of a consumer_conf. */
struct erase_conf {
    struct consumer_conf common;
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name##_given);
#include "erase.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct erase_conf, name##_given), fallback, min, max, help},
#include "erase.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct erase_conf, common.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec erase_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* An erasure under way. */
struct erase {
    const struct erase_conf *conf;
    struct pg *pg;
    struct pg_params *params;
    struct arena arena;
    struct uuid subject;
    struct str case_source;
    struct str case_number;
    struct str approver;
    struct citizen_file file;
    size_t records_count; /* visible */
    size_t texts_count;
    size_t late_count;    /* recorded before an erasure: dropped, but still in the log */
    int64_t erased_at_us; /* of the order that is carried out */
    bool has_order;       /* there is one */
    bool is_done;         /* and it was carried out */
};

/* ---- what there is ---- */

/* The case that SOURCE/NUMBER names; a number may hold a slash, a source may not. */
static enum outcome find_case(struct erase *erase, struct err *err)
{
    const char *text = erase->conf->case_given;
    const char *slash = strchr(text, '/');
    if (slash == NULL || slash == text || slash[1] == '\0')
        return err_set(err, REJECT, "case is \"%.100s\", but must be SOURCE/NUMBER", text);
    const struct str source = {text, (size_t) (slash - text)};
    if (nfc_keep(source, &erase->arena, &erase->case_source, err) != OK ||
        nfc_keep(str_from(slash + 1), &erase->arena, &erase->case_number, err) != OK ||
        nfc_keep(str_from(erase->conf->approver_given), &erase->arena, &erase->approver, err) != OK)
        return err_wrap(err, "case or approver");
    erase->subject = event_subject(SUBJECT_CASE, erase->case_source, erase->case_number);
    return OK;
}

static void count_entries(struct erase *erase)
{
    for (size_t i = 0; i < erase->file.count; i++) {
        const struct citizen_entry *entry = &erase->file.entries[i];
        if (!citizen_entry_is_visible(&erase->file, entry))
            erase->late_count++;
        else if (entry->field == 0)
            erase->records_count++;
        else
            erase->texts_count++;
    }
}

static enum outcome read_file(struct erase *erase, struct err *err)
{
    struct pg_rows rows;
    struct str bytes = {0};
    pg_params_reset(erase->params);
    pg_array_begin(erase->params, PG_UUID, 1);
    pg_array_uuid(erase->params, &erase->subject);
    if (pg_exec(erase->pg, SQL_FILE_READ, erase->params, &rows, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    if (rows.count > 0)
        outcome = str_keep(pg_rows_text(&rows, 0, 3), &erase->arena, &bytes, err);
    pg_rows_done(&rows);
    if (outcome == OK)
        outcome = citizen_file_unpack(bytes, &erase->subject, &erase->arena, &erase->file, err);
    if (outcome == OK)
        count_entries(erase);
    return outcome;
}

static enum outcome read_order(struct erase *erase, struct err *err)
{
    struct pg_rows rows;
    pg_params_reset(erase->params);
    pg_param_uuid(erase->params, &erase->subject);
    if (pg_exec(erase->pg, SQL_ERASURE_LAST, erase->params, &rows, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    if (rows.count > 0) {
        erase->has_order = true;
        erase->is_done = pg_rows_boolean(&rows, 0, 2);
        erase->erased_at_us = pg_rows_time(&rows, 0, 0);
        if (!erase->is_done) /* whoever repeats it carries out the order as it was given */
            outcome = str_keep(pg_rows_text(&rows, 0, 1), &erase->arena, &erase->approver, err);
    }
    pg_rows_done(&rows);
    return outcome;
}

static enum outcome look(struct erase *erase, struct err *err)
{
    if (find_case(erase, err) != OK)
        return err->outcome;
    if (read_file(erase, err) != OK || read_order(erase, err) != OK)
        return err_wrap(err, "look for what is to be erased");
    if (erase->file.count == 0 && erase->file.erased_at_us == 0 && !erase->has_order)
        return err_set(err, REJECT,
                       "nothing is known of case %.*s/%.*s; is shouwen-citizen-register caught up?",
                       STR_ARG(erase->case_source), STR_ARG(erase->case_number));
    return OK;
}

/* ---- asking ---- */

/* How many, never what. */
static void say(const struct erase *erase)
{
    char at[CIVIL_TEXT_MAX] = "";
    (void) printf("case %.*s/%.*s: %zu record%s and %zu text%s\n", STR_ARG(erase->case_source),
                  STR_ARG(erase->case_number), erase->records_count,
                  erase->records_count == 1 ? "" : "s", erase->texts_count,
                  erase->texts_count == 1 ? "" : "s");
    if (erase->has_order) {
        civil_text(erase->erased_at_us, at);
        (void) printf("an erasure of %s %s\n", at,
                      erase->is_done ? "was carried out" : "was broken off, and is gone on with");
    }
    if (erase->late_count > 0)
        (void) printf("%zu came again that were recorded before it; the log is to forget them\n",
                      erase->late_count);
    (void) fflush(stdout);
}

static bool is_wanted(const struct erase *erase, int *exit_out)
{
    char line[16] = "";
    if (erase->conf->yes_given)
        return true;
    *exit_out = EXIT_USAGE;
    if (!isatty(STDIN_FILENO)) {
        (void) fprintf(stderr, "nothing was erased: there is nobody to ask; --yes does it\n");
        return false;
    }
    (void) printf("erase for ever? type yes: ");
    (void) fflush(stdout);
    if (fgets(line, sizeof(line), stdin) != NULL && strcmp(line, "yes\n") == 0)
        return true;
    (void) printf("nothing was erased\n");
    *exit_out = EXIT_FAILED;
    return false;
}

/* ---- doing ---- */

/* Without an order, or when the citizen came again after the last one, a new one is given. */
static enum outcome give_order(struct erase *erase, struct err *err)
{
    bool is_new = erase->is_done && erase->records_count + erase->texts_count > 0;
    if (erase->has_order && !is_new)
        return OK;
    erase->erased_at_us = time_now_us();
    pg_params_reset(erase->params);
    pg_param_uuid(erase->params, &erase->subject);
    pg_param_time(erase->params, erase->erased_at_us);
    pg_param_text(erase->params, erase->case_source);
    pg_param_text(erase->params, erase->case_number);
    pg_param_text(erase->params, erase->approver);
    return pg_exec(erase->pg, SQL_ERASURE_ORDER, erase->params, NULL, err);
}

static struct citizen erasure_of(const struct erase *erase)
{
    return (struct citizen) {
        .kind = CITIZEN_ERASED,
        .subject = erase->subject,
        .case_source = erase->case_source,
        .case_number = erase->case_number,
        .source = STR("citizen-register"),
        .recorded_at_us = erase->erased_at_us,
        .erased_at_us = erase->erased_at_us,
    };
}

static enum outcome send_tombstones(const struct erase *erase, struct publisher *publisher,
                                    struct err *err)
{
    /* somebody else may have published a later erasure */
    int64_t until_us = erase->erased_at_us > erase->file.erased_at_us ? erase->erased_at_us
                                                                      : erase->file.erased_at_us;
    for (size_t i = 0; i < erase->file.count; i++) {
        const struct citizen_entry *entry = &erase->file.entries[i];
        if (entry->recorded_at_us > until_us)
            continue;
        const struct citizen tombstone = {
            .kind = entry->field == 0 ? CITIZEN_RECORD : CITIZEN_TEXT,
            .is_tombstone = true,
            .subject = erase->subject,
            .event_id = entry->event_id,
            .field = entry->field,
        };
        if (publisher_citizen(publisher, &tombstone, i, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* For the ledgers and whoever supervises: the same id however often it is sent. */
static enum outcome send_event(struct erase *erase, struct publisher *publisher, struct err *err)
{
    char reference[64];
    (void) snprintf(reference, sizeof(reference), "erasure/%" PRId64, erase->erased_at_us);
    struct event event = {
        .kind = EVENT_ERASED,
        .subject = erase->subject,
        .subject_kind = SUBJECT_CASE,
        .case_source = erase->case_source,
        .case_number = erase->case_number,
        .occurred_at_us = erase->erased_at_us,
        .precision = PRECISION_INSTANT,
        .recorded_at_us = erase->erased_at_us,
        .source = STR("citizen-register"),
        .source_ref = str_from(reference),
        .erased = {.approver = erase->approver},
    };
    if (event_settle(&event, &erase->arena, err) != OK ||
        event_id_set(&event, erase->erased_at_us, &erase->arena, err) != OK)
        return err->outcome;
    return publisher_event(publisher, &event, 0, err);
}

static enum outcome publish(struct erase *erase, struct err *err)
{
    const struct consumer_conf *conf = &erase->conf->common;
    const struct publisher_options options = {
        .bootstrap_servers = conf->kafka_bootstrap_servers,
        .topic_prefix = conf->topic_prefix,
        .client_id = "shouwen-citizen-register",
        .settings = conf->kafka.list,
        .in_flight_max = IN_FLIGHT_MAX,
    };
    struct publisher *publisher = NULL;
    const struct citizen erasure = erasure_of(erase);
    if (publisher_open(&options, &publisher, err) != OK)
        return err->outcome;
    /* the erasure is in the log before anything is taken out of it */
    enum outcome outcome = publisher_citizen(publisher, &erasure, 0, err);
    if (outcome == OK)
        outcome = publisher_finish(publisher, ANSWER_MS_MAX, err);
    if (outcome == OK && publisher_counts(publisher).failed == 0)
        outcome = send_tombstones(erase, publisher, err);
    if (outcome == OK)
        outcome = send_event(erase, publisher, err);
    if (outcome == OK)
        outcome = publisher_finish(publisher, ANSWER_MS_MAX, err);
    uint64_t failed = publisher_counts(publisher).failed;
    publisher_close(publisher);
    if (outcome == OK && failed > 0)
        return err_set(err, RETRY, "the broker did not take %" PRIu64 " messages", failed);
    return outcome;
}

static enum outcome finish_order(struct erase *erase, struct err *err)
{
    pg_params_reset(erase->params);
    pg_param_uuid(erase->params, &erase->subject);
    pg_param_time(erase->params, erase->erased_at_us);
    return pg_exec(erase->pg, SQL_ERASURE_DONE, erase->params, NULL, err);
}

static int run(struct erase *erase)
{
    struct err err;
    int exit_code = EXIT_DONE;
    if (look(erase, &err) != OK)
        return consumer_failed("nothing was erased", &err);
    say(erase);
    if (erase->is_done && erase->file.count == 0) {
        (void) printf("there is nothing to erase\n");
        return EXIT_DONE;
    }
    if (!is_wanted(erase, &exit_code))
        return exit_code;
    if (give_order(erase, &err) != OK)
        return consumer_failed("nothing was erased", &err);
    if (publish(erase, &err) != OK || finish_order(erase, &err) != OK)
        return consumer_failed("the erasure was broken off: repeat it", &err);
    (void) printf("erased; the tables follow when shouwen-citizen-register has read it\n");
    return EXIT_DONE;
}

int erase_verb(int argc, char **argv, void *context)
{
    static struct erase_conf conf; /* large */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&erase_help, &conf.common);
    struct erase erase = {.conf = &conf};
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (stop_on_signals(&err) != OK || arena_init(&erase.arena, ARENA_BYTES, &err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &erase.params, &err) != OK ||
        consumer_open(consumer, &erase.pg, &err) != OK)
        exit_code = consumer_failed("nothing was erased", &err);
    else
        exit_code = run(&erase);
    pg_close(erase.pg);
    pg_params_free(erase.params);
    arena_done(&erase.arena);
    return exit_code;
}
