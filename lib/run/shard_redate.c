/* shard_redate -- see shard_internal.h: files whose rows were made under older rules. */
#include <inttypes.h>
#include <stdio.h>

#include "base/time.h"
#include "core/partition.h"
#include "run/log.h"
#include "run/shard_internal.h"
#include "sql.h"

enum {
    FILES_MAX = 500,         /* a transaction */
    BLOCKS_A_STEP = 64,      /* of the table, asked for at once … */
    STEPS_MAX = 8,           /* … and so often between two looks at the events */
    FLUSHES_A_TURN = 4,      /* of events, before one of ours */
    LOOK_EVERY_US = 1000000, /* at the rules' version */
    TID_TEXT_MAX = 32,
};

static bool loads_rules(const struct shard *shard)
{
    return shard->options.projection->load_rules != NULL;
}

void shard_redate_begin(struct shard *shard)
{
    pg_rows_done(&shard->redating.found);
    shard->redating = (struct redating) {
        .is_on = loads_rules(shard),
        .files_max = FILES_MAX,
        .began_us = time_steady_us(),
        .looked_us = shard->redating.looked_us,
    };
}

void shard_redate_again(struct shard *shard)
{
    struct redating *redating = &shard->redating;
    if (redating->is_given_up || (!redating->is_on && redating->flying_count == 0))
        return;
    pg_rows_done(&redating->found);
    redating->found_at = 0;
    redating->block = 0;
    redating->blocks_count = 0;
    redating->flying_count = 0;
    redating->is_on = true;
}

/* There are no more to find, only some to land. */
static bool is_exhausted(const struct redating *redating)
{
    return redating->block > 0 && redating->block >= redating->blocks_count &&
           redating->found_at == redating->found.count;
}

bool shard_redate_is_due(const struct shard *shard)
{
    const struct redating *redating = &shard->redating;
    if (!redating->is_on || !shard->is_member || !batch_is_empty(shard->filling))
        return false;
    if (is_exhausted(redating) && redating->flying_count > 0)
        return false;
    return shard->is_idle ? shard->flying_count < PG_PIPELINES_MAX
                          : redating->flying_count == 0 && redating->flushes >= FLUSHES_A_TURN;
}

void shard_redate_landed(struct shard *shard, const struct batch *batch, size_t files)
{
    struct redating *redating = &shard->redating;
    if (batch->records_count > 0) {
        redating->flushes++;
        return;
    }
    STAT_ADD(&shard->stats, redated, files);
    redating->files += files;
    redating->flying_count -= redating->flying_count > 0;
    redating->files_max = redating->files_max * 2 > FILES_MAX ? FILES_MAX : redating->files_max * 2;
}

void shard_redate_refused(struct shard *shard, const struct uuid *subject, const struct err *why)
{
    struct redating *redating = &shard->redating;
    char text[UUID_TEXT_LEN + 1];
    if (redating->files_max > 1) {
        redating->files_max /= 2;
        return;
    }
    uuid_text(subject, text);
    log_line(LOG_ERROR, "a case keeps its rows of older rules: PostgreSQL refuses those of the new",
             "subject=%s text=\"%s\"", text, why->text);
    redating->refused[redating->refused_count++] = *subject;
    if (redating->refused_count < REDATE_REFUSED_MAX)
        return;
    log_line(LOG_ERROR, "dating anew is given up", "refused=%zu", redating->refused_count);
    redating->is_given_up = true;
    redating->is_on = false;
}

/* ---- finding them ---- */

/* A file of older rules stays where it is in the table: who writes it writes it under the present
 * ones, and nobody commits under others any more.  So one pass, begun after the present rules were
 * read, finds them all, whatever moves meanwhile.  It takes 0.6 µs a file; an index would take 40
 * bytes a file, and every update of the version out of its page. */
static enum outcome measure(struct shard *shard, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(shard->read, SQL_FILE_BLOCKS, NULL, &rows, err) != OK)
        return err_wrap(err, "measure the case files");
    shard->redating.blocks_count = pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    return OK;
}

static void put_block(struct pg_params *params, int64_t block)
{
    char tid[TID_TEXT_MAX];
    (void) snprintf(tid, sizeof(tid), "(%" PRId64 ",0)", block);
    pg_param_text(params, str_from(tid));
}

static enum outcome step(struct shard *shard, struct err *err)
{
    struct redating *redating = &shard->redating;
    pg_rows_done(&redating->found);
    redating->found_at = 0;
    pg_params_reset(shard->params);
    put_block(shard->params, redating->block);
    put_block(shard->params, redating->block + BLOCKS_A_STEP);
    pg_param_bigint(shard->params, shard->revisions.present->version);
    if (pg_exec(shard->read, SQL_FILE_OLDER, shard->params, &redating->found, err) != OK)
        return err_wrap(err, "look for files of older rules");
    redating->block += BLOCKS_A_STEP;
    return OK;
}

static bool is_refused(const struct redating *redating, const struct uuid *subject)
{
    for (size_t i = 0; i < redating->refused_count; i++)
        if (uuid_eq(&redating->refused[i], subject))
            return true;
    return false;
}

/* Who projects a case dates it anew, too, so that its cached file stays the stored one.  The key of
 * a unit's year is not known here: somebody else's shard may do it, and be told of a stale file. */
static void take_found(struct shard *shard)
{
    struct redating *redating = &shard->redating;
    char text[UUID_TEXT_LEN + 1];
    while (redating->found_at < redating->found.count &&
           shard->filling->groups_count < redating->files_max) {
        struct uuid subject = pg_rows_uuid(&redating->found, redating->found_at++, 0);
        uuid_text(&subject, text);
        int32_t partition = partition_of_key(str_from(text), shard->options.partitions_count);
        if (shard->positions->claims[partition].is_ours && !is_refused(redating, &subject))
            batch_redate(shard->filling, &subject, partition);
    }
}

static void end(struct shard *shard)
{
    struct redating *redating = &shard->redating;
    redating->is_on = false;
    shard_tick_whole(shard);
    if (redating->files > 0)
        log_line(LOG_INFO, "cases are dated anew",
                 "shard=%d rules=%" PRId64 " files=%" PRIu64 " ms=%" PRId64, shard->options.number,
                 shard->revisions.present->version, redating->files,
                 (time_steady_us() - redating->began_us) / 1000);
}

static enum outcome find(struct shard *shard, struct err *err)
{
    struct redating *redating = &shard->redating;
    if (redating->block == 0 && measure(shard, err) != OK)
        return err->outcome;
    take_found(shard);
    for (int i = 0; i < STEPS_MAX && shard->filling->groups_count < redating->files_max; i++) {
        if (redating->block >= redating->blocks_count)
            break;
        if (step(shard, err) != OK)
            return err->outcome;
        take_found(shard);
    }
    return OK;
}

enum outcome shard_redate_fill(struct shard *shard, struct err *err)
{
    struct redating *redating = &shard->redating;
    if (!shard_redate_is_due(shard))
        return OK;
    if (find(shard, err) != OK) {
        batch_reset(shard->filling);
        shard_redate_again(shard);
        return err->outcome;
    }
    if (!batch_is_empty(shard->filling)) {
        redating->flying_count++;
        redating->flushes = 0;
    } else if (redating->block >= redating->blocks_count) {
        end(shard);
    }
    return OK;
}

/* ---- the rules ---- */

enum outcome shard_load_rules(struct shard *shard, struct err *err)
{
    const struct rules *before = shard->revisions.present;
    shard->redating.looked_us = time_steady_us();
    if (revisions_read(&shard->revisions, err) != OK)
        return err->outcome;
    if (shard->revisions.present == before || !loads_rules(shard))
        return OK;
    log_line(LOG_INFO, "rules came", "shard=%d version=%" PRId64, shard->options.number,
             shard->revisions.present->version);
    shard_redate_begin(shard);
    return OK;
}

enum outcome shard_look_at_rules(struct shard *shard, struct err *err)
{
    if (!loads_rules(shard) || time_steady_us() - shard->redating.looked_us < LOOK_EVERY_US)
        return OK;
    return shard_load_rules(shard, err);
}
