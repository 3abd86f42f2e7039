/*
 * letter -- one dead letter as an operator names it: projection/topic/partition/offset, and behind
 * it /event-id where a record set aside several events.  The topic's prefix is the installation's
 * and not said.
 */
#ifndef SHOUWEN_ADMIN_LETTER_H
#define SHOUWEN_ADMIN_LETTER_H

#include "admin.h"
#include "base/uuid.h"
#include "io/kafka_out.h"

enum { LETTER_PROJECTION_MAX = 64, LETTER_TEXT_MAX = 160, LETTER_TOPIC_MAX = 600 };

struct letter {
    char projection[LETTER_PROJECTION_MAX];
    enum topic topic;
    int32_t partition;
    int64_t offset;
    bool has_event_id; /* false: whatever it is */
    struct uuid event_id;
};

/* REJECT: this is no letter's name. */
MUST_CHECK enum outcome letter_parse(const char *text, struct letter *letter_out, struct err *err);

/* As letter_parse() reads it; without an event id that is all zeroes. */
void letter_text(const struct letter *letter, char text_out[LETTER_TEXT_MAX]);

/* What letters are read from and put back with. */
struct letter_desk {
    const struct admin *admin;
    struct pg *pg;
    struct pg_params *params;
    struct kafka_out *out; /* NULL: nothing is offered */
    enum outcome delivered;
    struct err failure;
};

MUST_CHECK enum outcome letter_desk_open(const struct admin *admin, bool is_to_offer,
                                         struct letter_desk *desk, struct err *err);
void letter_desk_close(struct letter_desk *desk);

/* From the first five columns of a row.  REJECT: a topic this program does not know. */
MUST_CHECK enum outcome letter_from_row(const struct letter_desk *desk, const struct pg_rows *rows,
                                        size_t row, struct letter *letter_out, struct err *err);

/* What the broker and the tables call its topic. */
void letter_topic(const struct letter_desk *desk, const struct letter *letter,
                  char name_out[LETTER_TOPIC_MAX]);

/* Rows of one of the queries that begin with the five parts of a letter's name. */
MUST_CHECK enum outcome letter_read(struct letter_desk *desk, const char *sql,
                                    const struct letter *letter, struct pg_rows *rows_out,
                                    struct err *err);

/* Print it; bytes that are or may be personal are not shown, to nobody.  REJECT: there is none. */
MUST_CHECK enum outcome letter_show(struct letter_desk *desk, const struct letter *letter,
                                    struct err *err);

/*
 * Put it into its topic again with its own key, bytes and headers, wait for the broker and note it.
 * Safe: what was applied already is a duplicate.
 *
 * REJECT: there is no such letter, or its bytes may be personal and this role may not read them;
 * otherwise as pg_exec() and kafka_out_send().
 */
MUST_CHECK enum outcome letter_offer(struct letter_desk *desk, const struct letter *letter,
                                     struct err *err);

#endif
