/* file_scan -- see file_scan.h. */
#include "run/file_scan.h"

#include "base/stop.h"
#include "run/files.h"
#include "sql.h"

enum { FILES_A_BATCH = 1000, PARAMS_BYTES_MAX = 1 << 10 };

/* Files of one revision. */
struct scanning {
    const struct file_scan *scan;
    const struct file_scan_sink *sink;
    struct pg_params *params;
    const struct rules *rules;
    struct uuid last; /* zero: none yet */
    int64_t files_max;
};

/* The next files become groups of the batch, as if they had been gathered from the log. */
static enum outcome take_files(struct scanning *scanning, struct err *err)
{
    struct batch *batch = scanning->scan->batch;
    struct pg_rows rows = {.count = 0};
    pg_params_reset(scanning->params);
    pg_param_uuid(scanning->params, &scanning->last);
    pg_param_bigint(scanning->params, scanning->rules->version);
    pg_param_bigint(scanning->params, scanning->files_max);
    if (pg_exec(scanning->scan->pg, SQL_FILE_SCAN, scanning->params, &rows, err) != OK)
        return err_wrap(err, "read case files");
    enum outcome outcome = OK;
    batch_reset(batch);
    for (size_t r = 0; outcome == OK && r < rows.count; r++) {
        struct uuid subject = pg_rows_uuid(&rows, r, 0);
        batch_redate(batch, &subject, 0);
        batch->groups[r].before = (struct stored_file) {.bytes = pg_rows_text(&rows, r, 1)};
        outcome = files_keep(batch, &batch->groups[r], err);
    }
    pg_rows_done(&rows);
    return outcome;
}

/* As many as fit, at least one; there are none left when the batch has no groups. */
static enum outcome take_and_fold(struct scanning *scanning, struct err *err)
{
    const struct file_scan *scan = scanning->scan;
    const struct fold_context context = {
        .projection = scan->batch->projection, .rules = scanning->rules, .scratch = scan->scratch};
    for (;;) {
        enum outcome outcome = take_files(scanning, err);
        if (outcome == OK)
            outcome = fold_batch(scan->batch, &context, err);
        if (outcome != RETRY || err->reason != REASON_TOO_LARGE)
            return outcome;
        if (scanning->files_max == 1)
            return err_set(err, FATAL, "a case file has more rows than fit into memory");
        scanning->files_max = (scanning->files_max + 1) / 2;
    }
}

static enum outcome scan_revision(struct scanning *scanning, struct err *err)
{
    const struct batch *batch = scanning->scan->batch;
    scanning->last = (struct uuid) {0};
    scanning->files_max = FILES_A_BATCH;
    for (;;) {
        if (stop_requested())
            return err_set(err, RETRY, "asked to stop");
        if (take_and_fold(scanning, err) != OK)
            return err->outcome;
        if (batch->groups_count == 0)
            return OK;
        if (scanning->sink->folded(scanning->sink->context, batch, err) != OK)
            return err->outcome;
        scanning->last = batch->groups[batch->groups_count - 1].subject;
    }
}

enum outcome file_scan(const struct file_scan *scan, const struct file_scan_sink *sink,
                       struct err *err)
{
    struct scanning scanning = {.scan = scan, .sink = sink};
    struct pg_rows versions = {.count = 0};
    if (pg_params_new(PARAMS_BYTES_MAX, &scanning.params, err) != OK)
        return err->outcome;
    enum outcome outcome = pg_exec(scan->pg, SQL_FILE_RULES, NULL, &versions, err);
    for (size_t r = 0; outcome == OK && r < versions.count; r++) {
        outcome =
            revisions_find(scan->revisions, pg_rows_bigint(&versions, r, 0), &scanning.rules, err);
        if (outcome == OK)
            outcome = scan_revision(&scanning, err);
    }
    pg_rows_done(&versions);
    pg_params_free(scanning.params);
    return outcome;
}
