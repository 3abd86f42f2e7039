/*
 * cell_text -- what people put into cells of a spreadsheet without seeing it.
 *
 * Spaces of every width, the marks that steer the direction of writing, digits and letters as wide
 * as a Chinese character: none of them is meant to make two values different.
 */
#ifndef SHOUWEN_OFFICE_CELL_TEXT_H
#define SHOUWEN_OFFICE_CELL_TEXT_H

#include "base/arena.h"
#include "base/str.h"

/* How long the space (also a line break) that begins here is, and what nobody sees; 0: none. */
size_t cell_space_len(struct str text);
size_t cell_invisible_len(struct str text);

/* Without spaces and invisible marks at its ends. */
struct str cell_trim(struct str text);

enum cell_spaces {
    CELL_KEEP_SPACES, /* each run of them as one ' ' */
    CELL_DROP_SPACES,
};

/*
 * Narrow: no invisible marks, wide digits, letters and signs as ASCII, spaces as said.  Borrowed
 * from `text` when it is so already.  RETRY: the arena is full.
 */
MUST_CHECK enum outcome cell_narrow(struct str text, enum cell_spaces spaces, struct arena *arena,
                                    struct str *narrow_out, struct err *err);

#endif
