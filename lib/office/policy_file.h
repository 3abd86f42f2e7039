/*
 * policy_file -- a policy of one preset as CSV files, and what it says.
 *
 * The file's rows are those of core/policy; the ladders they name stand in "ladders.csv" beside it.
 * A limit is 7wd (min, wmin, hd, wd, cd), a warning or a rung's place 90%, due-1wd@09:00, rung+5wd;
 * several warnings or recipients are parted by spaces.  A row that cannot be right is told and left
 * out of what is judged further.
 */
#ifndef SHOUWEN_OFFICE_POLICY_FILE_H
#define SHOUWEN_OFFICE_POLICY_FILE_H

#include "core/policy.h"
#include "office/faults.h"
#include "office/policy_lines.h"

enum { POLICY_MEMORY_MAX = 16 << 20, POLICY_PATH_MAX = 4096 };

/* Rows and lines of the same index belong together. */
struct policy_file {
    struct arena arena;
    struct rows lines[POLICY_TABLES_COUNT];
    struct policy_row *rows; /* of lines[POLICY_LINE] */
    struct policy_ladder *ladders;
    size_t ladders_count;
};

/* FATAL: no memory. */
MUST_CHECK enum outcome policy_file_init(struct policy_file *file, struct err *err);
/* The same in memory that the caller takes back as file->arena: there is nothing to be done then.
 */
MUST_CHECK enum outcome policy_file_init_in(struct policy_file *file, const struct arena *arena,
                                            struct err *err);
void policy_file_done(struct policy_file *file);

/* Where the ladders of a file stand.  FATAL: its name is too long. */
MUST_CHECK enum outcome policy_file_ladders(const char *path, char ladders_out[POLICY_PATH_MAX],
                                            struct err *err);

/* Read the lines of a file, and of the ladders beside it.  FATAL: no memory, or one cannot be read.
 */
MUST_CHECK enum outcome policy_file_read(struct policy_file *file, const char *path,
                                         struct faults *faults, struct err *err);

/* Make rows and ladders of the lines that are there.  FATAL: no memory. */
MUST_CHECK enum outcome policy_file_make(struct policy_file *file, struct faults *faults,
                                         struct err *err);

/* What a policy is built from, without a tree of units; borrowed. */
struct policy_source policy_file_source(const struct policy_file *file);

#endif
