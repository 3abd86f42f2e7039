/* spreadsheet_head -- see spreadsheet_head.h. */
#include "office/spreadsheet_head.h"

#include <string.h>

#include "office/cell_text.h"

enum { NAME_BYTES_MAX = 1024 };

/* A name as it is compared: narrow, no spaces, no colon or star behind it. */
static bool plain_name(struct str name, char memory[NAME_BYTES_MAX], struct str *plain_out)
{
    struct arena arena = {.memory = (unsigned char *) memory, .size_bytes = NAME_BYTES_MAX};
    struct err err;
    if (cell_narrow(name, CELL_DROP_SPACES, &arena, plain_out, &err) != OK)
        return false;
    while (plain_out->len > 1 && strchr(":*", plain_out->ptr[plain_out->len - 1]) != NULL)
        plain_out->len--;
    return true;
}

static bool same_name(struct str name, struct str plain)
{
    char memory[NAME_BYTES_MAX];
    struct str wanted;
    return plain_name(name, memory, &wanted) && str_eq(wanted, plain);
}

static bool is_column(const struct mapping_column *column, struct str plain)
{
    bool is = plain.len > 0 && same_name(column->name, plain);
    for (size_t i = 0; plain.len > 0 && !is && i < column->names.count; i++)
        is = same_name(column->names.items[i], plain);
    return is;
}

/* ---- one cell of the head ---- */

struct naming {
    struct head *head;
    struct head_places places;
    size_t choice; /* of the box found last, so that a second 其他 finds its own */
};

static enum outcome take_place(int *place, size_t column, struct str name, struct err *err)
{
    if (*place != NOWHERE)
        return err_reason(err, FATAL, REASON_SYNTAX, "two columns are named \"%.*s\"",
                          STR_ARG(name));
    *place = (int) column;
    return OK;
}

static bool find_wanted(const struct mapping *mapping, struct str plain, size_t *wanted_out)
{
    for (size_t i = 0; i < mapping->wanted_count; i++)
        if (is_column(&mapping->wanted[i], plain)) {
            *wanted_out = i;
            return true;
        }
    return false;
}

/* A word of a choice, below its title, or without one that of the choice before or the first. */
static bool find_box(const struct naming *naming, struct str group, struct str plain,
                     size_t *choice_out, size_t *word_out)
{
    const struct mapping *mapping = naming->head->mapping;
    for (size_t i = 0; plain.len > 0 && i < mapping->choices_count; i++) {
        size_t at = group.len > 0 ? i : (naming->choice + i) % mapping->choices_count;
        const struct mapping_choice *choice = &mapping->choices[at];
        if (group.len > 0 && !is_column(&mapping->wanted[choice->column], group))
            continue;
        for (size_t j = 0; j < choice->count; j++) {
            if (!same_name(choice->words[j].word, plain))
                continue;
            bool is_taken = group.len == 0 && naming->places.boxes[at][j] != NOWHERE;
            if (is_taken)
                continue;
            *choice_out = at;
            *word_out = j;
            return true;
        }
    }
    return false;
}

static bool join(struct str group, struct str below, char memory[NAME_BYTES_MAX],
                 struct str *joined_out)
{
    if (group.len + 1 + below.len > NAME_BYTES_MAX)
        return false;
    memcpy(memory, str_start(group), group.len);
    memory[group.len] = '/';
    memcpy(memory + group.len + 1, str_start(below), below.len);
    *joined_out = (struct str) {.ptr = memory, .len = group.len + 1 + below.len};
    return true;
}

/* `below` is '' in a head of one row; `group` is the title over it, or the name itself. */
static enum outcome name_column(struct naming *naming, size_t column, struct str group,
                                struct str below, struct err *err)
{
    const struct mapping *mapping = naming->head->mapping;
    char memory[NAME_BYTES_MAX];
    struct str both = STR("");
    size_t wanted = 0;
    size_t word = 0;
    struct str name = below.len > 0 ? below : group;
    bool has_both = below.len > 0 && join(group, below, memory, &both);
    if (has_both && find_wanted(mapping, both, &wanted))
        return take_place(&naming->places.columns[wanted], column, both, err);
    if (find_box(naming, below.len > 0 ? group : STR(""), name, &naming->choice, &word))
        return take_place(&naming->places.boxes[naming->choice][word], column, name, err);
    if (find_wanted(mapping, name, &wanted))
        return take_place(&naming->places.columns[wanted], column, name, err);
    return OK;
}

/* ---- the head as a whole ---- */

static void clear(struct head_places *places)
{
    for (size_t i = 0; i < MAPPING_COLUMNS_MAX; i++)
        places->columns[i] = NOWHERE;
    for (size_t i = 0; i < MAPPING_CHOICES_MAX; i++)
        for (size_t j = 0; j < CHOICE_WORDS_MAX; j++)
            places->boxes[i][j] = NOWHERE;
    places->count = 0;
}

/* A column called 其他 beside one for all boxes is no box. */
static void drop_strays(struct naming *naming)
{
    const struct mapping *mapping = naming->head->mapping;
    for (size_t i = 0; i < mapping->choices_count; i++) {
        const struct mapping_choice *choice = &mapping->choices[i];
        int *boxes = naming->places.boxes[i];
        size_t count = 0;
        for (size_t j = 0; j < choice->count; j++)
            count += boxes[j] != NOWHERE;
        bool is_stray = count == 1 && naming->places.columns[choice->column] != NOWHERE;
        for (size_t j = 0; is_stray && j < choice->count; j++)
            boxes[j] = NOWHERE;
    }
}

static enum outcome name_all(struct head *head, size_t first, size_t depth, struct naming *naming,
                             struct err *err)
{
    const struct head_row *top = &head->rows[first];
    const struct head_row *below = depth == 2 ? top + 1 : NULL;
    struct str group = STR("");
    *naming = (struct naming) {.head = head};
    clear(&naming->places);
    size_t count = below != NULL && below->count > top->count ? below->count : top->count;
    for (size_t i = 0; i < count; i++) {
        struct str own = i < top->count ? top->narrow[i] : STR("");
        struct str name = below != NULL && i < below->count ? below->narrow[i] : STR("");
        if (own.len > 0 || name.len == 0)
            group = own; /* a merged title is there once, over the first of its columns */
        if (own.len > 0 || name.len > 0)
            naming->places.count = i + 1;
        if (name_column(naming, i, group, name, err) != OK)
            return err->outcome;
    }
    drop_strays(naming);
    return OK;
}

static bool has_boxes(const struct naming *naming, size_t column)
{
    const struct mapping *mapping = naming->head->mapping;
    for (size_t i = 0; i < mapping->choices_count; i++)
        for (size_t j = 0; j < mapping->choices[i].count; j++)
            if (mapping->choices[i].column == column && naming->places.boxes[i][j] != NOWHERE)
                return true;
    return false;
}

/* How many columns that must be there are missing, and the first of them. */
static size_t count_missing(const struct naming *naming, size_t *missing_out)
{
    const struct mapping *mapping = naming->head->mapping;
    size_t count = 0;
    for (size_t i = 0; i < mapping->wanted_count; i++) {
        if (mapping->wanted[i].is_optional || naming->places.columns[i] != NOWHERE ||
            has_boxes(naming, i))
            continue;
        if (count++ == 0)
            *missing_out = i;
    }
    return count;
}

/* How many columns are there at all: a mapping may find all of them optional. */
static size_t count_found(const struct naming *naming)
{
    size_t count = 0;
    for (size_t i = 0; i < naming->head->mapping->wanted_count; i++)
        count += naming->places.columns[i] != NOWHERE || has_boxes(naming, i);
    return count;
}

static bool is_known(const struct naming *naming, struct str plain)
{
    size_t a = 0;
    size_t b = 0;
    return find_wanted(naming->head->mapping, plain, &a) ||
           find_box(naming, STR(""), plain, &a, &b);
}

/* Are most of its cells names?  Then a row below the head belongs to it. */
static bool is_below(struct head *head, size_t row)
{
    struct naming naming = {.head = head};
    clear(&naming.places);
    size_t known = 0;
    size_t filled = 0;
    if (row >= head->count || head->rows[row].bad.outcome != OK)
        return false;
    for (size_t i = 0; i < head->rows[row].count; i++) {
        filled += head->rows[row].narrow[i].len > 0;
        known += is_known(&naming, head->rows[row].narrow[i]);
    }
    return known > 0 && 2 * known >= filled;
}

static enum outcome try_at(struct head *head, size_t first, size_t depth, bool *is_found,
                           struct err *err)
{
    struct naming naming;
    size_t missing = 0;
    if (first + depth > head->count || head->rows[first].bad.outcome != OK)
        return OK;
    if (name_all(head, first, depth, &naming, err) != OK) {
        if (count_missing(&naming, &missing) == 0)
            return err_wrap(err, "row %zu", head->rows[first].number);
        return OK; /* a title that happens to hold a name twice */
    }
    if (count_missing(&naming, &missing) > 0 || count_found(&naming) == 0)
        return OK;
    head->first = first;
    head->depth = depth;
    head->places = naming.places;
    *is_found = true;
    return OK;
}

enum outcome head_find(struct head *head, bool *is_found_out, struct err *err)
{
    *is_found_out = false;
    for (size_t i = 0; i < head->count && i < SPREADSHEET_HEAD_ROWS; i++) {
        if (try_at(head, i, 1, is_found_out, err) != OK)
            return err->outcome;
        if (*is_found_out && is_below(head, i + 1)) {
            bool has_two = false;
            if (try_at(head, i, 2, &has_two, err) != OK)
                return err->outcome;
        }
        if (*is_found_out)
            return OK;
    }
    for (size_t i = 0; i + 1 < head->count && !*is_found_out; i++)
        if (is_below(head, i + 1) && try_at(head, i, 2, is_found_out, err) != OK)
            return err->outcome;
    return OK;
}

enum outcome head_complain(struct head *head, struct err *err)
{
    const struct mapping *mapping = head->mapping;
    size_t fewest = MAPPING_COLUMNS_MAX + 1;
    size_t named = 0;
    for (size_t i = 0; i < head->count; i++) {
        struct naming naming;
        size_t missing = 0;
        if (head->rows[i].bad.outcome != OK) {
            *err = head->rows[i].bad;
            return err_wrap(err, "row %zu", head->rows[i].number);
        }
        if (name_all(head, i, 1, &naming, err) != OK)
            return err_wrap(err, "row %zu", head->rows[i].number);
        size_t count = count_missing(&naming, &missing);
        if (count == 0 || count >= fewest)
            continue;
        fewest = count;
        named = missing;
    }
    return err_reason(err, FATAL, REASON_UNKNOWN_NAME,
                      "%s:%d: the table has no column \"%.*s\" (looked for in its first %d rows)",
                      mapping->path, mapping->wanted[named].line,
                      STR_ARG(mapping->wanted[named].name), SPREADSHEET_HEAD_ROWS);
}
