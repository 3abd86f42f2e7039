/*
 * table -- see table.h.
 *
 * A block of rows carries behind it two numbers a row, so that sorting never asks for memory:
 *
 *     items: [row 0 … row capacity-1][order: capacity numbers][spare: capacity numbers]
 */
#include "core/table.h"

#include <assert.h>
#include <string.h>

#include "core/sort.h"

static unsigned char *block_new(const struct table *table, size_t capacity, struct arena *arena)
{
    return arena_alloc_raw(arena, capacity * (table->row_size + 2 * sizeof(uint32_t)));
}

enum outcome rows_init(struct rows *rows, const struct table *table, size_t capacity,
                       struct arena *arena, struct err *err)
{
    assert(capacity > 0 && table->row_size % sizeof(uint32_t) == 0);
    void *scratch = arena_alloc_raw(arena, table->row_size);
    unsigned char *items = block_new(table, capacity, arena);
    if (scratch == NULL || items == NULL)
        return err_set(err, RETRY, "no room for %zu rows of %s in the arena", capacity,
                       table->name);
    *rows = (struct rows) {
        .table = table,
        .arena = arena,
        .items = items,
        .capacity = capacity,
        .scratch = scratch,
    };
    return OK;
}

void *rows_at(const struct rows *rows, size_t index)
{
    assert(index < rows->count);
    return rows->items + index * rows->table->row_size;
}

static bool grow(struct rows *rows)
{
    unsigned char *items = block_new(rows->table, 2 * rows->capacity, rows->arena);
    if (items == NULL)
        return false;
    memcpy(items, rows->items, rows->count * rows->table->row_size);
    rows->items = items;
    rows->capacity *= 2;
    return true;
}

void *rows_add(struct rows *rows)
{
    if (rows->count == rows->capacity && !grow(rows)) {
        rows->full = true;
        return memset(rows->scratch, 0, rows->table->row_size);
    }
    rows->count++;
    return memset(rows_at(rows, rows->count - 1), 0, rows->table->row_size);
}

void rows_reset(struct rows *rows)
{
    rows->count = 0;
    rows->full = false;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const unsigned char *value_at(const struct column *column, const void *row)
{
    return (const unsigned char *) row + column->offset;
}

/* Every type of column that holds a number, as one. */
static int64_t number_at(const struct column *column, const void *row)
{
    const unsigned char *value = value_at(column, row);
    if (column->type == COLUMN_BOOLEAN)
        return *(const bool *) value;
    if (column->type == COLUMN_INTEGER) {
        int32_t number = 0;
        memcpy(&number, value, sizeof(number));
        return number;
    }
    int64_t number = 0;
    memcpy(&number, value, sizeof(number));
    return number;
}

static struct str text_at(const struct column *column, const void *row)
{
    struct str text;
    memcpy(&text, value_at(column, row), sizeof(text));
    return text;
}

static int compare_column(const struct column *column, const void *a, const void *b)
{
    if (column->type == COLUMN_TEXT)
        return str_compare(text_at(column, a), text_at(column, b));
    if (column->type == COLUMN_UUID)
        return memcmp(value_at(column, a), value_at(column, b), sizeof(struct uuid));
    return compare_numbers(number_at(column, a), number_at(column, b));
}

int row_compare_keys(const struct table *table, const void *a, const void *b)
{
    for (size_t i = 0; i < table->keys_count; i++) {
        int order = compare_column(&table->columns[i], a, b);
        if (order != 0)
            return order;
    }
    return 0;
}

/* FNV-1a. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001B3);
    return hash;
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    for (int i = 0; i < 8; i++, number >>= 8)
        hash = (hash ^ (number & 0xFF)) * UINT64_C(0x100000001B3);
    return hash;
}

uint64_t row_hash_keys(const struct table *table, const void *row)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < table->keys_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->type == COLUMN_UUID) {
            hash = hash_bytes(hash, value_at(column, row), sizeof(struct uuid));
        } else if (column->type == COLUMN_TEXT) {
            struct str text = text_at(column, row);
            hash = hash_number(hash_bytes(hash, text.ptr, text.len), text.len);
        } else {
            hash = hash_number(hash, (uint64_t) number_at(column, row));
        }
    }
    return hash ^ hash >> 32; /* its low bits have seen only the low bits of every byte */
}

/* The text of a word or of one event is in the same place before and after. */
static bool eq_column(const struct column *column, const void *a, const void *b)
{
    if (column->type == COLUMN_UUID)
        return memcmp(value_at(column, a), value_at(column, b), sizeof(struct uuid)) == 0;
    if (column->type != COLUMN_TEXT)
        return number_at(column, a) == number_at(column, b);
    struct str one = text_at(column, a);
    struct str other = text_at(column, b);
    return one.len == other.len && (one.ptr == other.ptr || str_eq(one, other));
}

bool row_eq(const struct table *table, const void *a, const void *b)
{
    for (size_t i = 0; i < table->columns_count; i++)
        if (!eq_column(&table->columns[i], a, b))
            return false;
    return true;
}

static int compare_rows(const void *context, uint32_t a, uint32_t b)
{
    const struct rows *rows = context;
    return row_compare_keys(rows->table, rows_at(rows, a), rows_at(rows, b));
}

/* Row order[i] goes to place i, along the cycles of the permutation; `order` ends as 0, 1, 2 … */
static void permute(struct rows *rows, uint32_t *order)
{
    const size_t size = rows->table->row_size;
    for (uint32_t start = 0; start < rows->count; start++) {
        if (order[start] == start)
            continue;
        memcpy(rows->scratch, rows_at(rows, start), size);
        uint32_t place = start;
        while (order[place] != start) {
            uint32_t source = order[place];
            memcpy(rows_at(rows, place), rows_at(rows, source), size);
            order[place] = place;
            place = source;
        }
        memcpy(rows_at(rows, place), rows->scratch, size);
        order[place] = place;
    }
}

/* `sum` += sign * `row` in every column that is no key. */
static void add_to_sum(const struct table *table, void *sum, const void *row, int64_t sign)
{
    for (size_t i = table->keys_count; i < table->columns_count; i++) {
        const struct column *column = &table->columns[i];
        assert(column->type == COLUMN_COUNT);
        int64_t number = number_at(column, sum) + sign * number_at(column, row);
        memcpy((unsigned char *) sum + column->offset, &number, sizeof(number));
    }
}

/* Of sorted sums, at least one, those of one key into the first. */
static void gather_sums(struct rows *rows)
{
    size_t kept = 0;
    for (size_t i = 1; i < rows->count; i++) {
        void *last = rows_at(rows, kept);
        void *row = rows_at(rows, i);
        if (row_compare_keys(rows->table, last, row) == 0) {
            add_to_sum(rows->table, last, row, 1);
            continue;
        }
        kept++;
        if (kept != i)
            memcpy(rows_at(rows, kept), row, rows->table->row_size);
    }
    rows->count = kept + 1;
}

void rows_sort(struct rows *rows)
{
    uint32_t *order = (uint32_t *) (void *) (rows->items + rows->capacity * rows->table->row_size);
    assert(rows->count <= UINT32_MAX);
    if (rows->count < 2)
        return;
    for (uint32_t i = 0; i < rows->count; i++)
        order[i] = i;
    sort_numbers(order, order + rows->capacity, rows->count, compare_rows, rows);
    permute(rows, order);
    if (rows->table->kind == TABLE_OF_SUMS)
        gather_sums(rows);
}

static void copy_row(struct rows *rows, const void *row)
{
    memcpy(rows_add(rows), row, rows->table->row_size);
}

void *rows_add_sum(struct rows *rows, const void *row, int64_t sign)
{
    unsigned char *sum = rows_add(rows);
    memcpy(sum, row, rows->table->row_size);
    add_to_sum(rows->table, sum, row, sign - 1);
    return sum;
}

static bool is_nothing(const struct table *table, const void *sum)
{
    for (size_t i = table->keys_count; i < table->columns_count; i++)
        if (number_at(&table->columns[i], sum) != 0)
            return false;
    return true;
}

static bool takes_away(const struct table *table, const void *sum)
{
    for (size_t i = table->keys_count; i < table->columns_count; i++)
        if (number_at(&table->columns[i], sum) < 0)
            return true;
    return false;
}

/* What is to be added, unless it is nothing. */
static void put_sum(struct rows *put, const void *plus, const void *minus, struct rows *gone)
{
    const struct table *table = put->table;
    void *row = rows_add_sum(put, plus != NULL ? plus : minus, plus != NULL ? 1 : -1);
    if (plus != NULL && minus != NULL)
        add_to_sum(table, row, minus, -1);
    if (takes_away(table, row))
        copy_row(gone, row);
    if (is_nothing(table, row) && row != put->scratch)
        put->count--;
}

/* One key's rows before and after; NULL where there is none. */
static void diff_row(const void *before, const void *after, struct rows *put, struct rows *gone)
{
    if (put->table->kind == TABLE_OF_SUMS) {
        put_sum(put, after, before, gone);
        return;
    }
    if (after == NULL)
        copy_row(gone, before);
    else if (before == NULL || !row_eq(put->table, before, after))
        copy_row(put, after);
}

void rows_diff(struct rows *before, struct rows *after, struct rows *put, struct rows *gone)
{
    assert(before->table == after->table && after->table == put->table);
    rows_sort(before);
    rows_sort(after);
    size_t i = 0;
    size_t j = 0;
    while (i < before->count || j < after->count) {
        const void *old = i < before->count ? rows_at(before, i) : NULL;
        const void *new = j < after->count ? rows_at(after, j) : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : row_compare_keys(put->table, old, new);
        diff_row(order <= 0 ? old : NULL, order >= 0 ? new : NULL, put, gone);
        i += order <= 0;
        j += order >= 0;
    }
}
