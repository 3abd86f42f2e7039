/* main -- shouwen-hotline: events over HTTP, safe when they are answered for. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "answer.h"
#include "base/stop.h"
#include "base/time.h"
#include "door.h"
#include "history.h"
#include "look.h"
#include "openapi.h"
#include "run/log.h"
#include "run/verb.h"
#include "run/version.h"
#include "settings.h"
#include "ways.h"

enum {
    LOOP_MS = 200,
    DRAIN_MS = 20000,
    STATS_MS = 60000,
    REFUSALS_MS = 3000,
    FILE_BYTES_MAX = 1 << 20,
    FILES_OF_OURS = 256
};

static const char example[] =
    "  shouwen-hotline --keys /etc/shouwen/hotline.keys --spool /var/lib/shouwen/hotline\n"
    "\n"
    "  curl -H \"Authorization: Bearer $KEY\" -H 'Content-Type: application/json' \\\n"
    "       -d @event.json http://127.0.0.1:8080/v1/events\n"
    "\n"
    "What an event says stands in /v1/openapi.json.  202 means that it is on the disk; it reaches\n"
    "Kafka when Kafka is there.\n";

struct hotline {
    struct settings settings;
    struct keys keys;
    struct aliases *aliases;
    struct known *known;
    struct history *history;
    struct spool *spool;
    struct refusals *refusals;
    struct door *door;
    struct look *look;
    struct http *http;
    char *tls[3]; /* certificate, private key, authorities of clients */
    char *openapi;
};

/* ---- what is asked ---- */

static void answer_ready(struct hotline *hotline, struct http_exchange *exchange)
{
    struct spool_status status = spool_status(hotline->spool);
    char text[256];
    bool is_ready = !status.is_full && !status.is_damaged && !stop_requested();
    int len = snprintf(text, sizeof(text),
                       "{\"ready\":%s,\"waiting\":%" PRIu64 ",\"bytes\":%" PRId64
                       ",\"taken\":%" PRIu64 ",\"sent\":%" PRIu64 "}\n",
                       is_ready ? "true" : "false", status.waiting.records, status.waiting.bytes,
                       status.taken, status.sent);
    answer_json(exchange, is_ready ? 200 : 503, (struct str) {.ptr = text, .len = (size_t) len});
}

static void answer_open(struct hotline *hotline, struct http_exchange *exchange,
                        const struct way *way)
{
    if (way == &ways[WAY_DESCRIPTION])
        answer_json(exchange, 200, str_from(hotline->openapi));
    else if (way == &ways[WAY_READINESS])
        answer_ready(hotline, exchange);
    else
        answer_json(exchange, 200, STR("{\"healthy\":true}\n"));
}

/* Whose it is, with this certificate (NULL: none); NULL: refused. */
static struct key *find_key(struct hotline *hotline, struct http_exchange *exchange,
                            const unsigned char *client)
{
    struct key *key = keys_find(&hotline->keys, http_header(exchange, "Authorization"));
    struct err err = {.outcome = OK};
    if (key == NULL) {
        answer_refuse(exchange, 401, "there is no key, or one that nobody has");
    } else if (!keys_fit(key, client)) {
        err_ignore(
            err_set(&err, RETRY, "key '%s' belongs to another client certificate", key->name));
        answer_problem(exchange, 403, &err);
        key = NULL;
    }
    return key;
}

static void begin(void *context, struct http_exchange *exchange)
{
    struct hotline *hotline = context;
    unsigned char client[SHA256_LEN];
    bool has_client = http_client(exchange, client);
    if (hotline->tls[2] != NULL && !has_client) {
        answer_refuse(exchange, 401,
                      "there is no client certificate, or none that the authorities vouch for now");
        return;
    }
    const struct way *way = way_find(http_path(exchange));
    if (way == NULL) {
        answer_refuse(exchange, 404, "there is nothing of that name");
        return;
    }
    if (!way_is_by(way, http_method(exchange))) {
        answer_method(exchange, way_methods(way));
        return;
    }
    if (way->is_open) {
        answer_open(hotline, exchange, way);
        return;
    }
    struct key *key = find_key(hotline, exchange, has_client ? client : NULL);
    if (key == NULL)
        return;
    if (!way->is_post)
        http_keep(exchange, key, NULL);
    else if (http_header(exchange, "Content-Encoding").len > 0)
        answer_refuse(exchange, 415, "the body is compressed");
    else
        door_begin(hotline->door, exchange, key);
}

static void handle(void *context, struct http_exchange *exchange)
{
    struct hotline *hotline = context;
    if (way_find(http_path(exchange))->is_post)
        door_handle(hotline->door, exchange);
    else
        look_handle(hotline->look, exchange, http_kept(exchange));
}

/* ---- life cycle ---- */

static void arrived(void *context, uint64_t sequence, int32_t partition, int64_t offset)
{
    struct hotline *hotline = context;
    known_arrived(hotline->known, sequence, partition, offset);
}

static void before_mark(void *context, uint64_t sequence)
{
    struct hotline *hotline = context;
    (void) sequence;                       /* all up to it have arrived */
    (void) history_note(hotline->history); /* the spool goes on, whatever it says */
}

static void found(void *context, const struct spool_record *record, uint64_t behind)
{
    struct hotline *hotline = context;
    history_found(hotline->history, record, behind);
}

static enum outcome open_spool(struct hotline *hotline, struct err *err)
{
    const struct settings *settings = &hotline->settings;
    const struct spool_options options = {
        .log = {.folder = settings->spool,
                .segment_bytes = settings->spool_segment_bytes,
                .bytes_max = settings->spool_bytes_max,
                .context = hotline,
                .before_mark = before_mark},
        .publisher =
            {
                .bootstrap_servers = settings->kafka_bootstrap_servers,
                .topic_prefix = settings->topic_prefix,
                .client_id = "shouwen-hotline",
                .settings = settings->kafka.list,
                .in_flight_max = (size_t) settings->in_flight_max,
                .has_cloudevents = settings->cloudevents_headers,
            },
        .context = hotline,
        .arrived = arrived,
        .found = found,
    };
    struct spool_found found_there;
    if (spool_open(&options, &hotline->spool, &found_there, err) != OK)
        return err->outcome;
    log_line(LOG_INFO, "spool",
             "ids=%" PRIu64 " segments=%" PRIu64 " bytes=%" PRIu64 " waiting=%" PRIu64
             " torn_bytes=%" PRIu64 " has_lost_mark=%d",
             known_count(hotline->known), found_there.segments, found_there.bytes,
             found_there.records, found_there.torn_bytes, found_there.has_lost_mark);
    return OK;
}

static enum outcome open_refusals(struct hotline *hotline, struct err *err)
{
    const struct refusals_options options = {
        .program = "hotline",
        .conninfo = hotline->settings.pg_conninfo,
        .user = hotline->settings.pg_user,
        .write_ms = REFUSALS_MS,
    };
    return refusals_open(&options, &hotline->refusals, err);
}

static enum outcome read_pem(const char *path, char **text_out, struct err *err)
{
    if (path[0] == '\0')
        return OK;
    FILE *file = fopen(path, "r");
    char *text = calloc(1, FILE_BYTES_MAX + 1);
    size_t len = file == NULL || text == NULL ? 0 : fread(text, 1, FILE_BYTES_MAX, file);
    if (file != NULL)
        (void) fclose(file);
    *text_out = text;
    return len > 0 ? OK : err_set(err, FATAL, "cannot read '%s'", path);
}

/* A connection is a file, and so is much else. */
static enum outcome allow_files(int64_t connections, struct err *err)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t) connections + FILES_OF_OURS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return err_set(err, FATAL, "cannot ask for the limit of open files: %s", strerror(errno));
    if (limit.rlim_cur >= wanted)
        return OK;
    if (limit.rlim_max < wanted)
        return err_set(err, FATAL,
                       "connections_max %" PRId64 " wants %" PRIu64
                       " open files, and the process may have %" PRIu64
                       ": lower it, or raise the limit (ulimit -Hn, LimitNOFILE)",
                       connections, (uint64_t) wanted, (uint64_t) limit.rlim_max);
    limit.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0
               ? OK
               : err_set(err, FATAL, "cannot raise the limit of open files: %s", strerror(errno));
}

static enum outcome check_tls(const struct hotline *hotline, struct err *err)
{
    const struct settings *settings = &hotline->settings;
    const struct key *key = keys_with_certificate(&hotline->keys);
    bool has_authorities = settings->tls_client_authorities[0] != '\0';
    if ((settings->tls_certificate[0] == '\0') != (settings->tls_private_key[0] == '\0'))
        return err_set(err, FATAL, "tls_certificate and tls_private_key go together");
    if (has_authorities && settings->tls_certificate[0] == '\0')
        return err_set(err, FATAL, "tls_client_authorities is of no use without tls_certificate");
    if (key != NULL && !has_authorities)
        return err_set(err, FATAL,
                       "key '%s' is to come with a certificate, which only "
                       "tls_client_authorities makes clients show",
                       key->name);
    return OK;
}

static enum outcome listen_there(struct hotline *hotline, struct err *err)
{
    const struct settings *settings = &hotline->settings;
    if (check_tls(hotline, err) != OK || allow_files(settings->connections_max, err) != OK)
        return err->outcome;
    if (read_pem(settings->tls_certificate, &hotline->tls[0], err) != OK ||
        read_pem(settings->tls_private_key, &hotline->tls[1], err) != OK ||
        read_pem(settings->tls_client_authorities, &hotline->tls[2], err) != OK)
        return err->outcome;
    const struct http_options options = {
        .address = settings->listen_address,
        .port = (int) settings->listen_port,
        .threads = (int) settings->http_threads,
        .connections_max = (int) settings->connections_max,
        .connections_per_address_max = (int) settings->connections_per_address_max,
        .silence_s_max = (int) settings->silence_s_max,
        .request_s_max = (int) settings->request_s_max,
        .body_bytes_max = (size_t) settings->body_bytes_max,
        .certificate = hotline->tls[0],
        .private_key = hotline->tls[1],
        .client_authorities = hotline->tls[2],
        .context = hotline,
        .begin = begin,
        .handle = handle,
    };
    if (http_open(&options, &hotline->http, err) != OK)
        return err->outcome;
    log_line(LOG_INFO, "listening", "address=%s port=%d tls=%s", settings->listen_address,
             http_port(hotline->http),
             hotline->tls[0] == NULL   ? "no"
             : hotline->tls[2] == NULL ? "yes"
                                       : "both");
    return OK;
}

static enum outcome open_all(struct hotline *hotline, struct err *err)
{
    const struct settings *settings = &hotline->settings;
    if (settings->dry_run)
        return err_set(err, FATAL, "dry_run: rehearse with shouwen-publish --dry-run");
    if (keys_read(settings->keys, &hotline->keys, err) != OK ||
        aliases_open(settings->pg_conninfo, settings->pg_user, "shouwen-hotline", &hotline->aliases,
                     err) != OK ||
        known_new((size_t) settings->ids_kept, &hotline->known, err) != OK ||
        history_open(settings->spool, (size_t) settings->ids_kept, hotline->known,
                     &hotline->history, err) != OK ||
        open_spool(hotline, err) != OK || open_refusals(hotline, err) != OK)
        return err->outcome;
    const struct door_options options = {
        .aliases = hotline->aliases,
        .keys = &hotline->keys,
        .known = hotline->known,
        .spool = hotline->spool,
        .refusals = hotline->refusals,
        .threads = (size_t) settings->http_threads,
        .events_max = (size_t) settings->events_max,
        .rate_per_s = settings->rate_per_s,
    };
    const struct look_options look = {
        .conninfo = settings->pg_conninfo,
        .user = settings->pg_user,
        .topic_prefix = settings->topic_prefix,
        .known = hotline->known,
        .spool = hotline->spool,
    };
    if (door_new(&options, &hotline->door, err) != OK ||
        look_new(&look, &hotline->look, err) != OK ||
        openapi_make(SHOUWEN_VERSION, &hotline->openapi, err) != OK)
        return err->outcome;
    return listen_there(hotline, err);
}

static void log_counts(struct hotline *hotline, const char *message)
{
    struct door_counts counts = door_counts(hotline->door);
    struct spool_status status = spool_status(hotline->spool);
    log_line(LOG_INFO, message,
             "accepted=%" PRIu64 " repeated=%" PRIu64 " refused=%" PRIu64 " unavailable=%" PRIu64
             " sent=%" PRIu64 " waiting=%" PRIu64 " bytes=%" PRId64 " syncs=%" PRIu64
             " failures=%" PRIu64,
             counts.accepted, counts.repeated, counts.refused, counts.unavailable, status.sent,
             status.waiting.records, status.waiting.bytes, status.syncs, status.failures);
}

static enum outcome serve(struct hotline *hotline, struct err *err)
{
    int64_t told_us = time_steady_us();
    while (!stop_requested()) {
        time_pause_ms(LOOP_MS);
        if (spool_status(hotline->spool).is_damaged)
            return err_set(err, FATAL, "the spool '%s' is damaged", hotline->settings.spool);
        if (time_steady_us() - told_us > STATS_MS * INT64_C(1000)) {
            log_counts(hotline, "counts");
            told_us = time_steady_us();
        }
    }
    return OK;
}

/* What is under way is answered; who sends slowly is cut off at last. */
static void drain(struct hotline *hotline)
{
    int64_t until_us = time_steady_us() + DRAIN_MS * INT64_C(1000);
    http_drain(hotline->http);
    while (http_waiting(hotline->http) > 0 ||
           (http_busy(hotline->http) > 0 && time_steady_us() < until_us))
        time_pause_ms(5);
}

static int run(struct hotline *hotline)
{
    struct err err;
    enum outcome outcome = open_all(hotline, &err);
    if (outcome == OK)
        outcome = serve(hotline, &err);
    if (outcome != OK)
        log_err(LOG_ERROR, "hotline", &err);
    if (hotline->http != NULL) {
        drain(hotline);
        http_close(hotline->http);
        log_counts(hotline, stop_requested() ? "stopped" : "ended");
    }
    look_free(hotline->look);
    spool_close(hotline->spool);
    history_close(hotline->history);
    door_free(hotline->door);
    refusals_close(hotline->refusals);
    known_free(hotline->known);
    aliases_close(hotline->aliases);
    keys_done(&hotline->keys);
    free(hotline->openapi);
    for (size_t i = 0; i < sizeof(hotline->tls) / sizeof(hotline->tls[0]); i++)
        free(hotline->tls[i]);
    return outcome == OK ? EXIT_DONE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static struct hotline hotline;
    const struct conf_spec spec = settings_spec(&hotline.settings);
    const struct plain_program program = {
        .name = "shouwen-hotline",
        .arguments = "--keys FILE --spool FOLDER",
        .help = "Take events over HTTP, and publish them.",
        .example = example,
        .settings = &spec,
        .log_level = hotline.settings.log_level,
    };
    int exit_code = EXIT_DONE;
    return plain_program_start(argc, argv, &program, &exit_code) ? run(&hotline) : exit_code;
}
