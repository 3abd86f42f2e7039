/*
 * input -- what differs between the kinds of input of a projection, a row of functions each.
 *
 * INPUT_EVENTS: the files are sets of events (core/case_file), rows come from a life. INPUT_LATEST:
 * of a key the last record counts, the files say where it is (core/citizen_file).  Everything else,
 * from filling a batch to writing the difference, is the same and knows only this table.
 */
#ifndef SHOUWEN_RUN_INPUT_H
#define SHOUWEN_RUN_INPUT_H

#include "core/case_file.h"
#include "core/citizen_file.h"
#include "run/fold_batch.h"

/* One subject under work. */
struct folding {
    struct batch *batch;
    const struct group *group;
    const struct fold_context *context;
    union {
        struct case_file events;
        struct citizen_file latest;
    } file;
    struct rows before[PROJECTION_TABLES_MAX];
    struct rows after[PROJECTION_TABLES_MAX];
    bool is_changed;
};

struct input {
    bool is_compacted; /* offsets are missing as a matter of course */
    bool is_scattered; /* a subject's records lie in several partitions */
    bool is_personal;  /* so are the values of its rows: they are not shown */

    /* Whose a record is, from its key alone and unchecked: the same for all records of a subject.
     */
    struct str (*subject_name)(struct str key);

    /* What the record (which lives as long as the batch) says and of whom, in its arena; *item_out
     * is NULL when the projection does not want it.  REJECT: it cannot be read; RETRY: the arena is
     * full. */
    enum outcome (*read)(struct batch *batch, const struct record *record,
                         struct batch_item **item_out, struct uuid *subject_out, struct err *err);

    /* Can the record be read, so that it is known to hold nothing personal?  Then its event's id.
     */
    bool (*is_impersonal)(struct batch *batch, const struct record *record,
                          struct uuid *event_id_out);

    /* Who publishes a record that becomes a letter, in the batch's memory for decoding; '' when
     * that cannot be read, or is not to be looked for. */
    struct str (*source)(struct batch *batch, const struct record *record);

    /* The subject's file as it is stored; of a new subject an empty one.  RETRY: no room; FATAL: it
     * cannot be read. */
    enum outcome (*open)(struct folding *folding, struct err *err);

    /* The rows that the file gives, into `rows` (made ready, and empty).  RETRY: no room. */
    enum outcome (*rows)(const struct folding *folding, const struct rules *rules,
                         struct rows *rows, struct err *err);

    /* The items of the group take effect; who has no effect is counted, or becomes a letter. RETRY:
     * no room. */
    enum outcome (*add)(struct folding *folding, struct err *err);

    /* The file's bytes, in the batch's arena.  RETRY: no room. */
    enum outcome (*pack)(const struct folding *folding, struct str *bytes_out, struct err *err);
};

extern const struct input input_events;
extern const struct input input_latest;

const struct input *input_of(const struct projection *projection);

#endif
