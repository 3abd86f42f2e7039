/* test_life_props -- laws of lives and of the ledgers' rows, over random histories. */
#include "core/life.h"

#include <string.h>

#include "../../consumers/master-ledger/rows.h"
#include "../../consumers/section-ledger/rows.h"
#include "support/cmocka.h"
#include "support/property.h"

static const char name[] = "life_props";

enum { CASES, SECTIONS, MASTERS, TABLES_COUNT };

/* All rows of a history, in key order. */
struct books {
    struct life life;
    struct rows rows[TABLES_COUNT];
};

static struct case_file file_of(const struct event *const *events, size_t count,
                                struct arena *arena)
{
    struct case_file file;
    struct case_file_change change;
    struct err err;
    case_file_init(&file, events[0]);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(case_file_add(&file, events[i], arena, &change, &err), OK);
    return file;
}

static struct rows rows_of(const struct table *table, struct arena *arena)
{
    struct rows rows;
    struct err err;
    assert_int_equal(rows_init(&rows, table, 2, arena, &err), OK);
    return rows;
}

static struct books books_of(const struct case_file *file, struct arena *arena)
{
    struct books books;
    struct err err;
    assert_int_equal(fold(file, arena, &books.life, &err), OK);
    struct rows section_out[] = {rows_of(&case_row_table, arena),
                                 rows_of(&section_row_table, arena)};
    struct rows master_out[] = {rows_of(&case_row_table, arena), rows_of(&master_row_table, arena),
                                rows_of(&report_row_table, arena)};
    section_ledger_rows(&books.life, NULL, section_out);
    master_ledger_rows(&books.life, NULL, master_out);
    books.rows[CASES] = section_out[0];
    books.rows[SECTIONS] = section_out[1];
    books.rows[MASTERS] = master_out[1];
    for (int i = 0; i < TABLES_COUNT; i++) {
        assert_false(books.rows[i].full);
        rows_sort(&books.rows[i]);
    }
    return books;
}

static struct books books_told(const struct event *const *events, size_t count, struct arena *arena)
{
    struct case_file file = file_of(events, count, arena);
    return books_of(&file, arena);
}

static bool are_same_rows(const struct rows *a, const struct rows *b)
{
    bool are_same = a->count == b->count;
    for (size_t i = 0; are_same && i < a->count; i++)
        are_same = row_eq(a->table, rows_at(a, i), rows_at(b, i));
    return are_same;
}

static const char *books_differ(const struct books *a, const struct books *b)
{
    static const char *const words[] = {"another case row", "other section rows",
                                        "other master rows"};
    for (int i = 0; i < TABLES_COUNT; i++)
        if (!are_same_rows(&a->rows[i], &b->rows[i]))
            return words[i];
    return NULL;
}

static const char *arrival_does_not_matter(struct gen *gen, struct arena *arena,
                                           const struct event **events, size_t count)
{
    const struct event **again = arena_alloc(arena, 2 * count * sizeof(const struct event *));
    assert_non_null(again);
    struct books books = books_told(events, count, arena);
    gen_duplicate(gen, events, count, again, 2 * count);
    gen_shuffle(gen, again, 2 * count);
    struct books others = books_told(again, 2 * count, arena);
    return books_differ(&books, &others);
}

static const char *a_packed_file_makes_the_same_rows(struct gen *gen, struct arena *arena,
                                                     const struct event **events, size_t count)
{
    (void) gen;
    struct case_file file = file_of(events, count, arena);
    struct case_file back;
    struct str bytes;
    struct err err;
    assert_int_equal(case_file_pack(&file, arena, &bytes, &err), OK);
    assert_int_equal(case_file_unpack(bytes, &file.subject, arena, &back, &err), OK);
    struct books books = books_of(&file, arena);
    struct books others = books_of(&back, arena);
    return books_differ(&books, &others);
}

/* ---- the books ---- */

static const struct section_row *section_at(const struct books *books, size_t index)
{
    return rows_at(&books->rows[SECTIONS], index);
}

static const struct master_row *master_at(const struct books *books, size_t index)
{
    return rows_at(&books->rows[MASTERS], index);
}

static const char *unit_does_not_balance(const struct books *books, const struct master_row *master)
{
    size_t first = 0;
    int32_t sections = 0;
    int64_t held_minutes = 0;
    for (size_t i = 0; i < books->rows[SECTIONS].count; i++) {
        const struct section_row *section = section_at(books, i);
        if (!str_eq(section->unit, master->unit))
            continue;
        sections++;
        held_minutes += section->held_minutes;
        if (section->book_year != master->book_year)
            return "a section's row stands in another year than its unit's";
        if (!str_eq(section->entry, STR("first")))
            continue;
        first++;
        if (!str_eq(section->section, master->entry_section) ||
            section->came_in_at.us != master->came_in_at.us)
            return "the first section's row is not the entry of its unit's";
    }
    if (first != 1)
        return "a unit has not exactly one first row";
    if (sections != master->sections)
        return "a unit has other sections than it says";
    /* every row is cut to whole minutes */
    if (held_minutes > master->held_minutes || held_minutes + sections < master->held_minutes)
        return "a unit held it for another time than its sections";
    return NULL;
}

static const char *the_books_balance(struct gen *gen, struct arena *arena,
                                     const struct event **events, size_t count)
{
    (void) gen;
    struct books books = books_told(events, count, arena);
    size_t sections = 0;
    for (size_t i = 0; i < books.rows[MASTERS].count; i++) {
        const char *wrong = unit_does_not_balance(&books, master_at(&books, i));
        if (wrong != NULL)
            return wrong;
        const struct case_row *whole = rows_at(&books.rows[CASES], 0);
        if (master_at(&books, i)->is_accepting &&
            !str_eq(master_at(&books, i)->entry_section, whole->accepted_section))
            return "the accepting unit was entered elsewhere";
        sections += (size_t) master_at(&books, i)->sections;
    }
    return sections == books.rows[SECTIONS].count ? NULL : "a section's row is in no unit's book";
}

static const char *handling_names_one_closing_holder(struct gen *gen, struct arena *arena,
                                                     const struct event **events, size_t count)
{
    (void) gen;
    struct books books = books_told(events, count, arena);
    size_t own = 0;
    size_t holders = 0;
    for (size_t i = 0; i < books.rows[SECTIONS].count; i++) {
        const struct section_row *row = section_at(&books, i);
        own += str_eq(row->handling, STR("own"));
        holders += row->is_holder;
        if (row->is_closing != str_eq(row->handling, STR("own")))
            return "own is not the closing holder";
        if (str_eq(row->handling, STR("other_section")) && !str_eq(row->handed_to_unit, row->unit))
            return "handed to another unit, and says another section";
        if (str_eq(row->handling, STR("other_unit")) && str_eq(row->handed_to_unit, row->unit))
            return "handed to another section, and says another unit";
        if (row->held_minutes < 0 || row->visits < 0)
            return "held for less than nothing";
        if (row->held_since.us != 0 && !row->is_holder)
            return "runs for somebody who does not hold it";
    }
    bool is_held = books.rows[SECTIONS].count > 0;
    return own == is_held && holders == is_held ? NULL : "not one holder and one closing holder";
}

/* ---- the life ---- */

static bool is_index(int32_t index, int32_t count)
{
    return index >= LIFE_NONE && index < count;
}

static const char *holding_is_wrong(const struct life *life, const struct holding *holding)
{
    int32_t facts = life->facts.count;
    if (holding->part < 0 || holding->part >= life->parts.count ||
        !life->parts.items[holding->part].has_row)
        return "a stay in no section";
    if (!is_index(holding->began, facts) || !is_index(holding->ended, facts) ||
        !is_index(holding->signed_by, facts) || !is_index(holding->handover, life->handovers.count))
        return "a stay points nowhere";
    int64_t began_us = life_at_us(life, holding->began);
    if (holding->ended != LIFE_NONE &&
        (holding->held_us < 0 || holding->held_us > life_at_us(life, holding->ended) - began_us))
        return "a stay is longer than it lasted";
    return NULL;
}

static const char *a_life_is_whole(struct gen *gen, struct arena *arena,
                                   const struct event **events, size_t count)
{
    (void) gen;
    struct case_file file = file_of(events, count, arena);
    struct life life;
    struct err err;
    assert_int_equal(fold(&file, arena, &life, &err), OK);
    uint64_t flags = 0;
    for (int32_t i = 0; i < life.facts.count; i++) {
        flags |= life.facts.items[i].flags;
        if (!is_index(life.facts.items[i].holding, life.holdings.count) ||
            !is_index(life.facts.items[i].round, life.rounds.count))
            return "a fact points nowhere";
    }
    if ((flags & ~life.flags) != 0)
        return "a fact has a flag that the life has not";
    if ((size_t) life.facts.count > file.count)
        return "more facts than events";
    for (int32_t i = 0; i < life.holdings.count; i++) {
        const char *wrong = holding_is_wrong(&life, &life.holdings.items[i]);
        if (wrong != NULL)
            return wrong;
        bool is_last = i + 1 == life.holdings.count;
        if ((life.holdings.items[i].ended == LIFE_NONE) != is_last)
            return "somebody holds it beside the last holder";
    }
    int32_t hops = 0;
    for (int32_t i = 0; i < life.handovers.count; i++)
        hops += life.handovers.items[i].is_hop;
    return hops == life.hops && life.loops <= life.hops ? NULL : "hops are miscounted";
}

/* ---- what counts, again, as simple as it can be said ---- */

static bool is_newer(const struct event *a, const struct event *b)
{
    if (a->recorded_at_us != b->recorded_at_us)
        return a->recorded_at_us > b->recorded_at_us;
    return uuid_compare(&a->id, &b->id) > 0;
}

static bool is_superseded(const struct case_file *file, const struct event *event)
{
    for (size_t i = 0; i < file->count; i++)
        if (event->source_ref.len > 0 && str_eq(file->events[i]->source_ref, event->source_ref) &&
            str_eq(file->events[i]->source, event->source) && is_newer(file->events[i], event))
            return true;
    return false;
}

static bool is_aimed_at(const struct case_file *file, const struct event *voided,
                        const struct event *event)
{
    if (event == voided)
        return false;
    if (voided->source_ref.len > 0 && str_eq(voided->source_ref, event->source_ref) &&
        str_eq(voided->source, event->source))
        return false;
    if (!uuid_is_zero(&voided->voided.event_id))
        return uuid_eq(&voided->voided.event_id, &event->id) &&
               (event->kind != EVENT_VOIDED || is_newer(voided, event));
    return voided->voided.source_ref.len > 0 &&
           str_eq(voided->voided.source_ref, event->source_ref) &&
           str_eq(voided->source, event->source) && is_newer(voided, event) &&
           !is_superseded(file, event);
}

/* Later Voideds first, so that a Voided is asked only of those that may void it. */
static bool is_voided(const struct case_file *file, const struct event *event)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct event *voided = file->events[i];
        if (voided->kind == EVENT_VOIDED && is_aimed_at(file, voided, event) &&
            !is_superseded(file, voided) && !is_voided(file, voided))
            return true;
    }
    return false;
}

/* Ratings and completions aside, of which the holder decides. */
static const char *what_counts_is_the_model_s(struct gen *gen, struct arena *arena,
                                              const struct event **events, size_t count)
{
    (void) gen;
    struct case_file file = file_of(events, count, arena);
    struct life life;
    struct err err;
    assert_int_equal(fold(&file, arena, &life, &err), OK);
    int32_t fact = 0;
    for (size_t i = 0; i < file.count; i++) {
        const struct event *event = file.events[i];
        bool counts = fact < life.facts.count && life_event(&life, fact) == event;
        fact += counts;
        bool superseded = is_superseded(&file, event);
        bool voided = is_voided(&file, event);
        bool is_contested = event->kind == EVENT_COMPLETED || event->kind == EVENT_RATED;
        if (counts && superseded)
            return "an event of an older cell counts";
        if (counts && voided && !is_contested)
            return "a voided event counts";
        if (!counts && !superseded && !voided)
            return "an event counts not";
    }
    return NULL;
}

/* ---- the difference ---- */

/* What the table holds when `put` and `gone` were applied to what it held. */
static struct rows applied(const struct rows *before, const struct rows *put,
                           const struct rows *gone, struct arena *arena)
{
    struct rows result = rows_of(before->table, arena);
    const struct rows *const sources[] = {before, put};
    for (int s = 0; s < 2; s++) {
        for (size_t i = 0; i < sources[s]->count; i++) {
            const void *row = rows_at(sources[s], i);
            bool stays = true;
            for (size_t j = 0; s == 0 && j < gone->count; j++)
                stays = stays && row_compare_keys(before->table, row, rows_at(gone, j)) != 0;
            for (size_t j = 0; s == 0 && j < put->count; j++)
                stays = stays && row_compare_keys(before->table, row, rows_at(put, j)) != 0;
            if (stays)
                memcpy(rows_add(&result), row, before->table->row_size);
        }
    }
    rows_sort(&result);
    return result;
}

static const char *differences_lead_from_rows_to_rows(struct gen *gen, struct arena *arena,
                                                      const struct event **events, size_t count)
{
    gen_shuffle(gen, events, count);
    size_t half = 1 + gen_number(gen, count);
    struct books before = books_told(events, half, arena);
    struct books after = books_told(events, count, arena);
    for (int i = 0; i < TABLES_COUNT; i++) {
        struct rows put = rows_of(before.rows[i].table, arena);
        struct rows gone = rows_of(before.rows[i].table, arena);
        rows_diff(&before.rows[i], &after.rows[i], &put, &gone);
        struct rows result = applied(&before.rows[i], &put, &gone, arena);
        if (!are_same_rows(&result, &after.rows[i]))
            return "before, put and gone do not make after";
    }
    return NULL;
}

static void hold(property_law *law, size_t histories, unsigned odd_percent)
{
    const struct property property = {
        .law = law,
        .histories = histories,
        .events_max = 40,
        .options = {.odd_percent = odd_percent},
    };
    property_hold(&property, name);
}

static void rows_do_not_depend_on_arrival(void **state)
{
    (void) state;
    hold(arrival_does_not_matter, 10000, 40);
}

static void rows_of_a_packed_file_are_the_same(void **state)
{
    (void) state;
    hold(a_packed_file_makes_the_same_rows, 2000, 40);
}

static void books_balance(void **state)
{
    (void) state;
    hold(the_books_balance, 10000, 40);
}

static void handling_is_told_by_one_closing_holder(void **state)
{
    (void) state;
    hold(handling_names_one_closing_holder, 10000, 40);
}

static void lives_are_whole(void **state)
{
    (void) state;
    hold(a_life_is_whole, 10000, 60);
    hold(a_life_is_whole, 2000, 0);
}

static void counting_is_as_simple_as_its_model(void **state)
{
    (void) state;
    hold(what_counts_is_the_model_s, 5000, 60);
}

static void a_difference_makes_after_of_before(void **state)
{
    (void) state;
    hold(differences_lead_from_rows_to_rows, 5000, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_do_not_depend_on_arrival),
        cmocka_unit_test(rows_of_a_packed_file_are_the_same),
        cmocka_unit_test(books_balance),
        cmocka_unit_test(handling_is_told_by_one_closing_holder),
        cmocka_unit_test(lives_are_whole),
        cmocka_unit_test(counting_is_as_simple_as_its_model),
        cmocka_unit_test(a_difference_makes_after_of_before),
    };
    return RUN(tests);
}
