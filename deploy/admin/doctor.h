/*
 * doctor -- what the parts of the verb `doctor` share.
 *
 * Each part looks at one thing and says what it found: fine, worth knowing, or wrong with what to
 * do.  A part that cannot look (no database, no broker) leaves, because that was said before.
 */
#ifndef SHOUWEN_ADMIN_DOCTOR_H
#define SHOUWEN_ADMIN_DOCTOR_H

#include "admin.h"

struct doctor {
    const struct admin *admin;
    struct pg *pg;             /* NULL: it does not answer */
    struct kafka_admin *kafka; /* NULL: it does not answer */
    struct pg_params *params;
    bool has_schema;                        /* the migrations were applied */
    struct kafka_topic found[TOPICS_COUNT]; /* partitions 0: not there, or not asked */
    int wrong;
};

void doctor_fine(struct doctor *doctor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void doctor_note(struct doctor *doctor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void doctor_wrong(struct doctor *doctor, const char *advice, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Something could not even be asked. */
void doctor_blind(struct doctor *doctor, const char *what, const struct err *err);

/* Rows of a query without parameters; false (and said) when it cannot be asked. */
bool doctor_ask(struct doctor *doctor, const char *what, const char *sql, struct pg_rows *rows);

/* The parts, in order; doctor_database() and doctor_broker() open the connections. */
void doctor_database(struct doctor *doctor);
void doctor_migrations(struct doctor *doctor);
void doctor_roles(struct doctor *doctor);
void doctor_generations(struct doctor *doctor);
void doctor_rules(struct doctor *doctor);
void doctor_directory(struct doctor *doctor);
void doctor_clocks(struct doctor *doctor);
void doctor_citizen(struct doctor *doctor);
void doctor_broker(struct doctor *doctor);
void doctor_topics(struct doctor *doctor);
void doctor_progress(struct doctor *doctor);
void doctor_alerts(struct doctor *doctor);
void doctor_outbox(struct doctor *doctor);
void doctor_letters(struct doctor *doctor);

#endif
