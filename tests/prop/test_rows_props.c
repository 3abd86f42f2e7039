/* test_rows_props -- rows are a function of the set of events; the books balance. */
#include <stdlib.h>
#include <string.h>

#include "../../consumers/master-ledger/rows.h"
#include "../../consumers/overdue-alerts/rows.h"
#include "../../consumers/section-ledger/rows.h"
#include "support/cmocka.h"
#include "support/property.h"
#include "support/rules_text.h"

static const char name[] = "rows_props";

enum { TABLES = 3, ROWS_BEGIN = 4, BATCH_MAX = 5000, LONG_MIN = 1000 };

static const struct ledger {
    const struct table *tables[TABLES + 1]; /* NULL behind the last */
    void (*rows)(const struct life *life, const struct rules *rules, struct rows out[]);
} ledgers[] = {
    {{&case_row_table, &section_row_table}, section_ledger_rows},
    {{&case_row_table, &master_row_table, &report_row_table}, master_ledger_rows},
    {{&clock_row_table, &rung_row_table, &document_row_table}, overdue_alerts_rows},
};
enum { SECTIONS, MASTER, CLOCKS, LEDGERS };

/* ---- what laws are made of; a full arena is a mistake of the test ---- */

static void add_all(struct case_file *file, const struct event *const *events, size_t count,
                    struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        struct case_file_change change;
        struct err err;
        assert_int_equal(case_file_add(file, events[i], arena, &change, &err), OK);
    }
}

static struct case_file file_of(const struct event *const *events, size_t count,
                                struct arena *arena)
{
    struct case_file file;
    case_file_init(&file, events[0]);
    add_all(&file, events, count, arena);
    return file;
}

/* As from the database: the arena is empty down to `mark`, all that is left are the bytes, which
 * take the place of `held`. */
static struct case_file packed_and_unpacked(const struct case_file *file, struct arena *arena,
                                            size_t mark, struct str *held)
{
    struct case_file again;
    struct str bytes;
    struct err err;
    assert_int_equal(case_file_pack(file, arena, &bytes, &err), OK);
    char *copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    free((void *) (uintptr_t) held->ptr);
    *held = (struct str) {.ptr = copy, .len = bytes.len};
    arena_rewind(arena, mark);
    assert_int_equal(case_file_unpack(*held, &file->subject, arena, &again, &err), OK);
    return again;
}

/* The sorted rows of every table of a ledger. */
struct book {
    struct rows tables[TABLES];
};

static struct book book_of(const struct ledger *ledger, const struct case_file *file,
                           struct arena *arena)
{
    struct book book;
    struct life life;
    struct err err;
    assert_int_equal(fold(file, arena, &life, &err), OK);
    for (size_t i = 0; ledger->tables[i] != NULL; i++)
        assert_int_equal(rows_init(&book.tables[i], ledger->tables[i], ROWS_BEGIN, arena, &err),
                         OK);
    ledger->rows(&life, rules_shipped(), book.tables);
    for (size_t i = 0; ledger->tables[i] != NULL; i++) {
        assert_false(book.tables[i].full);
        rows_sort(&book.tables[i]);
    }
    return book;
}

static bool are_equal(const struct rows *a, const struct rows *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = row_eq(a->table, rows_at(a, i), rows_at(b, i));
    return equal;
}

static const char *differing_books(const struct case_file *a, const struct case_file *b,
                                   struct arena *arena)
{
    for (size_t i = 0; i < LEDGERS; i++) {
        struct book of_a = book_of(&ledgers[i], a, arena);
        struct book of_b = book_of(&ledgers[i], b, arena);
        for (size_t j = 0; ledgers[i].tables[j] != NULL; j++)
            if (!are_equal(&of_a.tables[j], &of_b.tables[j]))
                return ledgers[i].tables[j]->name;
    }
    return NULL;
}

/* ---- laws ---- */

/* Said in any order, again and again, in batches of any size with the file packed between. */
static const char *arrival_does_not_matter(struct gen *gen, struct arena *arena,
                                           const struct event **events, size_t count)
{
    bool is_long = count > LONG_MIN;
    size_t offered_count = count + gen_number(gen, count + 1);
    const struct event **offered = arena_alloc(arena, offered_count * sizeof(const struct event *));
    struct case_file straight = file_of(events, count, arena);
    gen_duplicate(gen, events, count, offered, offered_count);
    gen_shuffle(gen, offered, offered_count);
    size_t batch_max = is_long || gen_chance(gen, 50) ? BATCH_MAX : 1 + gen_number(gen, 5);
    size_t mark = arena_mark(arena);
    struct str held = {0};
    struct case_file file;
    case_file_init(&file, events[0]);
    for (size_t done = 0; done < offered_count;) {
        size_t batch = 1 + gen_number(gen, batch_max);
        batch = batch < offered_count - done ? batch : offered_count - done;
        add_all(&file, offered + done, batch, arena);
        file = packed_and_unpacked(&file, arena, mark, &held);
        done += batch;
    }
    const char *differing = differing_books(&straight, &file, arena);
    free((void *) (uintptr_t) held.ptr);
    return differing;
}

/* What a database does with the difference, row by row. */
static void apply(const struct rows *put, const struct rows *gone, struct rows *held)
{
    const struct table *table = held->table;
    for (size_t i = 0; i < gone->count; i++) {
        size_t place = 0;
        while (place < held->count &&
               row_compare_keys(table, rows_at(held, place), rows_at(gone, i)) != 0)
            place++;
        assert_true(place < held->count);
        memmove(rows_at(held, place), rows_at(held, held->count - 1), table->row_size);
        held->count--;
    }
    for (size_t i = 0; i < put->count; i++) {
        size_t place = 0;
        while (place < held->count &&
               row_compare_keys(table, rows_at(held, place), rows_at(put, i)) != 0)
            place++;
        void *row = place < held->count ? rows_at(held, place) : rows_add(held);
        memcpy(row, rows_at(put, i), table->row_size);
    }
    rows_sort(held);
}

static const char *differences_lead_from_before_to_after(struct gen *gen, struct arena *arena,
                                                         const struct event **events, size_t count)
{
    gen_shuffle(gen, events, count);
    struct case_file before = file_of(events, 1 + gen_number(gen, count), arena);
    struct case_file after = file_of(events, count, arena);
    for (size_t i = 0; i < LEDGERS; i++) {
        struct book old = book_of(&ledgers[i], &before, arena);
        struct book held = book_of(&ledgers[i], &before, arena);
        struct book new = book_of(&ledgers[i], &after, arena);
        for (size_t j = 0; ledgers[i].tables[j] != NULL; j++) {
            struct rows put;
            struct rows gone;
            struct err err;
            assert_int_equal(rows_init(&put, ledgers[i].tables[j], ROWS_BEGIN, arena, &err), OK);
            assert_int_equal(rows_init(&gone, ledgers[i].tables[j], ROWS_BEGIN, arena, &err), OK);
            rows_diff(&old.tables[j], &new.tables[j], &put, &gone);
            apply(&put, &gone, &held.tables[j]);
            if (!are_equal(&held.tables[j], &new.tables[j]))
                return ledgers[i].tables[j]->name;
        }
    }
    return NULL;
}

/* How many rows of the book are of this unit and year; of sections, those asked first. */
static size_t count_first(const struct rows *sections, const struct master_row *of)
{
    size_t found = 0;
    for (size_t i = 0; i < sections->count; i++) {
        const struct section_row *row = rows_at(sections, i);
        found += str_eq(row->entry, STR("first")) && str_eq(row->unit, of->unit) &&
                 row->book_year == of->book_year;
    }
    return found;
}

static size_t count_master(const struct rows *master, const struct master_row *of)
{
    size_t found = 0;
    for (size_t i = 0; i < master->count; i++) {
        const struct master_row *row = rows_at(master, i);
        found += str_eq(row->unit, of->unit) && row->book_year == of->book_year;
    }
    return found;
}

static const char *books_balance(struct gen *gen, struct arena *arena, const struct event **events,
                                 size_t count)
{
    (void) gen;
    struct case_file file = file_of(events, count, arena);
    struct book sections = book_of(&ledgers[SECTIONS], &file, arena);
    struct book master = book_of(&ledgers[MASTER], &file, arena);
    size_t first = 0;
    for (size_t i = 0; i < sections.tables[1].count; i++) {
        const struct section_row *row = rows_at(&sections.tables[1], i);
        first += str_eq(row->entry, STR("first"));
    }
    if (first != master.tables[1].count)
        return "as many sections were not asked first as units have rows";
    for (size_t i = 0; i < master.tables[1].count; i++) {
        const struct master_row *row = rows_at(&master.tables[1], i);
        if (count_first(&sections.tables[1], row) != count_master(&master.tables[1], row))
            return "a unit's books of a year do not balance";
    }
    return NULL;
}

/* ---- the tests ---- */

static void hold(property_law *law, size_t histories, size_t events_max, unsigned odd_percent)
{
    struct property property = {
        .law = law,
        .histories = histories,
        .events_max = events_max,
        .options = {.odd_percent = odd_percent, .subject_kind = SUBJECT_CASE},
    };
    property_hold(&property, name);
}

static void arrival_changes_no_row(void **state)
{
    (void) state;
    hold(arrival_does_not_matter, 5000, 24, 5);
    hold(arrival_does_not_matter, 5000, 24, 60);
}

static void arrival_changes_no_row_of_a_long_history(void **state)
{
    (void) state;
    struct property property = {
        .law = arrival_does_not_matter,
        .histories = 1,
        .events_max = 6000,
        .options = {.odd_percent = 30, .subject_kind = SUBJECT_CASE, .events_min = 6000},
    };
    property_hold(&property, name);
}

static void the_difference_is_all_that_must_be_written(void **state)
{
    (void) state;
    hold(differences_lead_from_before_to_after, 2000, 20, 10);
    hold(differences_lead_from_before_to_after, 1000, 20, 80);
}

static void first_rows_of_sections_are_the_rows_of_the_master(void **state)
{
    (void) state;
    hold(books_balance, 2000, 24, 5);
    hold(books_balance, 2000, 24, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrival_changes_no_row),
        cmocka_unit_test(arrival_changes_no_row_of_a_long_history),
        cmocka_unit_test(the_difference_is_all_that_must_be_written),
        cmocka_unit_test(first_rows_of_sections_are_the_rows_of_the_master),
    };
    return RUN(tests);
}
