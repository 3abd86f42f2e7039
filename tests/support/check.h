/*
 * check -- what must hold between the log and the tables, asked without the projector's code.
 *
 * Shares with lib/run nothing; of core and wire only what says what an event is (decode), what a
 * file looks like (case_file, whose set is computed a second time here, naively) and what rows it
 * gives (fold, a consumer's rows); and how rules are read.  What rows ought to be is tests/naive's.
 * Its consumer and its SQL are its own.  Meant for a system at rest: everything published has been
 * projected and dated by the last rules, and every letter relayed.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_CHECK_H
#define SHOUWEN_TESTS_SUPPORT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/case_file.h"
#include "core/life.h"
#include "core/rules.h"
#include "core/table.h"
#include "wire/event_codec.h"

enum { CHECK_TABLES_MAX = 4, CHECK_NAME_MAX = 256, CHECK_REASON_MAX = 32 };

/* A record of the log, and what the door says of it. */
struct check_record {
    struct record record; /* bytes are kept until the end */
    bool is_event;
    enum reason reason; /* of one that is none */
    struct uuid subject;
    bool is_refused; /* PostgreSQL refused it, of the projection in hand */
};

/* A dead letter of the projection in hand. */
struct check_letter {
    enum topic topic;
    int32_t partition;
    int64_t offset;
    struct uuid event_id;
    char reason[CHECK_REASON_MAX];
    bool is_personal;
    bool is_explained;
    struct str key;
    struct str payload;
};

struct check_projection {
    const char *name; /* section_ledger */
    bool is_book;     /* books balance when all of them are checked */
    bool is_dated;    /* its rows follow from the database's last rules, too */
    const struct table *tables[CHECK_TABLES_MAX];
    void (*rows)(const struct life *life, const struct rules *rules, struct rows out[]);
};

struct check {
    const char *bootstrap_servers;
    const char *prefix;
    const char *conninfo;
    int64_t shown_max; /* violations that are printed; all are counted */
    uint64_t violations;

    struct check_record *records; /* events by subject, then where they stand; others before */
    size_t records_count;
    size_t records_capacity;
    struct str *relayed; /* "projection/topic/partition/offset/event id", sorted */
    size_t relayed_count;
    size_t relayed_capacity;

    /* of the projection in hand */
    const struct check_projection *projection;
    struct rules rules;
    struct arena rules_arena;
    char schema[CHECK_NAME_MAX];
    struct check_letter *letters; /* by place */
    size_t letters_count;
    size_t letters_capacity;
    struct check_letter **by_event; /* by event id */
    struct arena arena;             /* of the subject in hand */
};

/* Count what is broken, and print it: "I1 section_ledger: …". */
void check_broken(struct check *check, const char *invariant, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- check_log.c: the log ---- */

/* Read the six topics and the topic of dead letters. */
void check_log_read(struct check *check);

/* Decode into the check's arena; OK for what was one before. */
struct event *check_log_event(struct check *check, const struct check_record *record);

/* ---- check_set.c: what a subject's file must hold ---- */

struct check_set {
    const struct event **kept; /* in order */
    size_t kept_count;
    const struct event **losers; /* distinct contents that must be letters */
    size_t losers_count;
    struct case_file file; /* the same by core's own means, offered in order */
};

/* The set of these events, naively; in the check's arena. */
struct check_set check_set_of(struct check *check, const struct event **events, size_t count);

/* Equal bytes are equal content. */
struct str check_content(struct check *check, const struct event *event);

/* ---- check_letters.c: dead letters ---- */

void check_letters_load(struct check *check);
/* Records that are no events, and those PostgreSQL refused. */
void check_letters_of_records(struct check *check);
void check_letters_of_set(struct check *check, const struct check_set *set);
/* After all else: letters for nothing, and what was not relayed. */
void check_letters_rest(struct check *check);

/* ---- check_tables.c: files and rows ---- */

/* The rules that the projection in hand is dated by; of one that is not, none. */
void check_rules_load(struct check *check);
/* Walk the subjects of the log and the projection's tables side by side. */
void check_tables(struct check *check);

/* ---- check_books.c: what SQL alone can say ---- */

/* Stored offsets, fences, the outbox, and what a trigger of the test saw. */
void check_books_offsets(struct check *check);
/* Section ledgers and master ledgers balance. */
void check_books_balance(struct check *check);

/* ---- PostgreSQL, plainly ---- */

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
PGconn *check_connect(const struct check *check);
/* Texts; ends the program when it is refused. */
PGresult *check_query(PGconn *connection, const char *sql);
/* The schema of a projection's live generation; '' when there is none. */
void check_schema(PGconn *connection, const char *projection, char schema_out[CHECK_NAME_MAX]);
/* Is there a table or function of this name? */
bool check_exists(PGconn *connection, const char *relation);

#endif
