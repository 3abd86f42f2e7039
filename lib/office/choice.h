/*
 * choice -- one of several boxes that a form has in a cell, as people tick them.
 *
 * "☑来电 □来访", "来电√ 来访", "(√)来电 ( )来访", "来电■来访□" and the plain word "来电" say the
 * same; a text may stand behind a word that takes one: "☑其他:广场咨询日", "其他（微信）".  Or
 * every box has a column of its own with a tick in it.
 */
#ifndef SHOUWEN_OFFICE_CHOICE_H
#define SHOUWEN_OFFICE_CHOICE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum { CHOICE_WORDS_MAX = 16 };

struct choice_word {
    struct str word;
    bool takes_text;
};

struct choice_words {
    const struct choice_word *items;
    size_t count;
};

/* What a cell says; `word` is '' when no box is ticked. */
struct chosen {
    struct str word;
    bool has_index;
    size_t index;    /* of the word; without it `word` is what stood there, which is none of them */
    struct str text; /* behind it; '' when none */
};

/*
 * Read a cell.  Texts are in the arena or borrowed from words and cell.
 *
 * REJECT: two boxes are ticked, or a tick or a text belongs to none; RETRY: the arena is full.
 */
MUST_CHECK enum outcome choice_read(const struct choice_words *words, struct str cell,
                                    struct arena *arena, struct chosen *chosen_out,
                                    struct err *err);

enum choice_tick { TICK_NO, TICK_YES, TICK_TEXT /* something else */ };

/* What the cell of a column that is one box says. */
enum choice_tick choice_tick(struct str cell, struct str word);

#endif
