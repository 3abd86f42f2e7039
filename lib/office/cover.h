/*
 * cover -- what stands in front of a book: whose it is, of which time, and who kept it.
 */
#ifndef SHOUWEN_OFFICE_COVER_H
#define SHOUWEN_OFFICE_COVER_H

#include "office/names.h"
#include "office/period.h"

struct cover {
    struct str unit;    /* code */
    struct str section; /* code; of a master ledger '' */
    struct str unit_name;
    struct str section_name; /* of a master ledger the 专门科室's; '' when there is none */
    bool is_master;
    bool is_revealed;   /* names are in the clear */
    struct str holders; /* of the post, a line each, with days where they are several */
    struct str period;  /* 2022年, 2022年3月 … */
    struct str printed; /* 2022年12月31日 17:00 */
    struct period days;
};

/* Who held the post, in order. */
struct holder {
    struct str person; /* code; '': nobody */
    int64_t first_day;
    int64_t last_day; /* INT64_MAX: in force */
};

/*
 * Lines for the cover: one name, or names with their days; 空缺 where nobody held the post.
 * In the arena.
 */
struct str cover_holders(const struct holder *holders, size_t count, const struct period *period,
                         const struct names *names, struct arena *arena);

/* Fill it in from the directory; `cover` has unit, section, is_master and days.  Outcomes as
 * pg_exec(); RETRY when the arena is full. */
MUST_CHECK enum outcome cover_read(struct pg *pg, const struct names *names, struct arena *arena,
                                   struct cover *cover, struct err *err);

#endif
