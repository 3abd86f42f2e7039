/*
 * rules_csv -- calendar and policies as one revision of rules, from their files: for programs that
 * work without a server.
 *
 * Each policy is the first version of its preset; several go beside each other.
 */
#ifndef SHOUWEN_OFFICE_RULES_CSV_H
#define SHOUWEN_OFFICE_RULES_CSV_H

#include "core/rules.h"
#include "office/calendar_file.h"
#include "office/policy_file.h"

enum { RULES_CSV_POLICIES_MAX = 16 };

struct rules_csv {
    struct arena arena;
    struct calendar_file calendar;
    struct policy_file policies[RULES_CSV_POLICIES_MAX];
    size_t policies_count;
    struct policy policy;
    struct rules rules; /* borrows from all of it */
};

/* Nothing yet.  FATAL: no memory. */
MUST_CHECK enum outcome rules_csv_init(struct rules_csv *csv, struct err *err);
void rules_csv_done(struct rules_csv *csv);

/* The calendar of a file, or of all files of a folder.  REJECT: the first that is wrong with them;
 * FATAL: no memory, or one cannot be read. */
MUST_CHECK enum outcome rules_csv_calendar(struct rules_csv *csv, const char *path,
                                           struct err *err);

/* One more policy, checked by itself.  Outcomes as above; FATAL: too many, too. */
MUST_CHECK enum outcome rules_csv_policy(struct rules_csv *csv, const char *path, struct err *err);

/* A folder of rules: its folder "calendar", and every *.csv but the ladders as a policy, in the
 * order of their names.  Outcomes as above. */
MUST_CHECK enum outcome rules_csv_folder(struct rules_csv *csv, const char *folder,
                                         struct err *err);

#endif
