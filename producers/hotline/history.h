/*
 * history -- which events were accepted, and where they are in the log, from one run to the next.
 *
 * What the spool no longer keeps stands in a log of its own beside it, SPOOL/ids: id, a hash of the
 * content, place in the topic, subject and source of the latest `ids_kept` events; nothing of
 * citizens.  It is on the disk before the spool notes that it is done with them, so that after any
 * end each event is in one of the two.  A disk that is full must not keep the spool from becoming
 * empty: then, and only then, some are forgotten.
 */
#ifndef SHOUWEN_HOTLINE_HISTORY_H
#define SHOUWEN_HOTLINE_HISTORY_H

#include "base/arena.h"
#include "known.h"
#include "run/spool_record.h"

struct history;

/* What an event says, apart from when it was told, as a hash.  As event_encode(). */
MUST_CHECK enum outcome history_content(const struct event *event, struct arena *arena,
                                        uint64_t *content_out, struct err *err);

/* Bring what it has to `known`.  As spool_log_open(). */
MUST_CHECK enum outcome history_open(const char *spool, size_t ids_kept, struct known *known,
                                     struct history **history_out, struct err *err);
void history_close(struct history *history); /* NULL is allowed */

/* A message that waits in the spool since before, with so many behind it: known too, if it is an
 * event, and not one that must leave again. */
void history_found(struct history *history, const struct spool_record *record, uint64_t behind);

/* Have on the disk all that are in the log by now.  False: it did not take them; a line in the log
 * says so, it is tried again the next time, and after an end before they are forgotten. */
bool history_note(struct history *history);

#endif
