/* book -- see book.h. */
#include "office/book.h"

#include <stdlib.h>
#include <string.h>

#include "office/cell_text.h"
#include "run/uuid_set.h"

enum {
    ROW_BYTES_MAX = 2 * CSV_ROW_BYTES_MAX,
    WORK_BYTES_MAX = 16 << 20, /* the events of one row */
    REFS_MAX = 10000,          /* of one case that are compared with each other */
};

/* A row that outlives the reader's. */
struct kept_row {
    struct arena arena;
    struct str *fields;
    size_t number;
    size_t line;
};

/* Which row said this source_ref, and what. */
struct said {
    uint64_t ref_hash;
    struct uuid id;
    size_t row;
};

struct book {
    const struct mapping *mapping;
    struct book_sink sink;
    int64_t now_us;
    struct kept_row rows[3];  /* current, before, and one to read into */
    struct kept_row *current; /* NULL: no case has begun */
    struct kept_row *before;  /* NULL in the first row of a case */
    bool is_bad;              /* the current row made nothing */
    struct uuid case_id;
    struct str number;      /* of the case, in the current row */
    int64_t accepted_at_us; /* of the case; 0: not said yet */
    uint64_t sequence;      /* of the row in its case */
    struct uuid_set cases;
    struct arena work;
    struct mapped *made; /* of one row, MAPPING_RULES_MAX of them */
    size_t made_count;
    struct said *said; /* of one case */
    size_t said_count;
    struct book_counts counts;
};

/* ---- life cycle ---- */

enum outcome book_open(const struct mapping *mapping, const struct book_sink *sink, int64_t now_us,
                       struct book **book_out, struct err *err)
{
    struct book *book = calloc(1, sizeof(*book));
    if (book == NULL)
        return err_set(err, FATAL, "no memory for a book");
    book->mapping = mapping;
    book->sink = *sink;
    book->now_us = now_us;
    book->made = calloc(MAPPING_RULES_MAX, sizeof(*book->made));
    book->said = calloc(REFS_MAX, sizeof(*book->said));
    enum outcome outcome =
        book->made == NULL || book->said == NULL ? err_set(err, FATAL, "no memory for a book") : OK;
    for (size_t i = 0; outcome == OK && i < 3; i++)
        outcome = arena_init(&book->rows[i].arena, ROW_BYTES_MAX, err);
    if (outcome == OK)
        outcome = arena_init(&book->work, WORK_BYTES_MAX, err);
    if (outcome == OK)
        *book_out = book;
    else
        book_close(book);
    return outcome;
}

void book_close(struct book *book)
{
    if (book == NULL)
        return;
    uuid_set_done(&book->cases);
    arena_done(&book->work);
    for (size_t i = 0; i < 3; i++)
        arena_done(&book->rows[i].arena);
    free(book->said);
    free(book->made);
    free(book);
}

const struct book_counts *book_counts(const struct book *book)
{
    return &book->counts;
}

/* ---- telling ---- */

static void tell(struct book *book, const struct kept_row *row, struct str number,
                 const struct mapped_fault *fault, const struct err *err)
{
    struct book_fault told = {.row = row->number, .line = row->line, .number = number, .err = err};
    if (fault->has_column) {
        told.column = book->mapping->columns[fault->column];
        told.value = fault->value;
    }
    book->sink.fault(book->sink.context, &told);
}

/* ---- rows and cases ---- */

static struct kept_row *spare_row(struct book *book)
{
    size_t i = 0;
    while (&book->rows[i] == book->current || &book->rows[i] == book->before)
        i++;
    return &book->rows[i];
}

static enum outcome keep_row(struct kept_row *kept, const struct csv_row *row, struct err *err)
{
    arena_reset(&kept->arena);
    kept->number = row->number;
    kept->line = row->line;
    kept->fields = arena_alloc(&kept->arena, (row->count + 1) * sizeof(*kept->fields));
    for (size_t i = 0; kept->fields != NULL && i < row->count; i++)
        if (str_keep(row->fields[i], &kept->arena, &kept->fields[i], err) != OK)
            kept->fields = NULL;
    if (kept->fields == NULL)
        return err_set(err, FATAL, "no room for a row of %zu fields", row->count);
    return OK;
}

static struct mapped_input input_of(struct book *book, const struct mapping_rule *rule)
{
    return (struct mapped_input) {
        .mapping = book->mapping,
        .rule = rule,
        .row = {.fields = book->current == NULL ? NULL : book->current->fields,
                .before = book->before == NULL ? NULL : book->before->fields,
                .sequence = book->sequence,
                .arena = &book->work},
        .number = book->current == NULL ? STR("") : book->number,
        .accepted_at_us = book->accepted_at_us,
        .now_us = book->now_us,
    };
}

/* ---- which rules speak ---- */

static bool has_value(struct str text)
{
    return cell_trim(text).len > 0;
}

static bool speaks(const struct book *book, const struct mapping_rule *rule)
{
    struct str value = book->current->fields[rule->column];
    switch (rule->trigger) {
    case ON_FIRST:
        return book->before == NULL;
    case ON_CHANGE:
        return book->before != NULL && !str_eq(value, book->before->fields[rule->column]);
    case ON_VALUE:
        return str_eq(value, rule->value);
    case OTHERWISE:
    case ON_END:
        return false;
    }
    return false;
}

/* ---- events of one row ---- */

/* The same source_ref twice in a case: word for word it is a repetition, else only one counts. */
static enum outcome compare_said(struct book *book, const struct event *event,
                                 bool *is_repeated_out, struct err *err)
{
    uint64_t hash = str_hash(event->source_ref);
    *is_repeated_out = false;
    for (size_t i = 0; i < book->said_count; i++) {
        if (book->said[i].ref_hash != hash)
            continue;
        *is_repeated_out = uuid_eq(&book->said[i].id, &event->id);
        if (*is_repeated_out)
            return OK;
        return err_reason(
            err, REJECT, REASON_CONFLICT,
            "row %zu of this case said source_ref \"%.*s\" already, and something else",
            book->said[i].row, STR_ARG(event->source_ref));
    }
    return OK;
}

static enum outcome make(struct book *book, const struct mapping_rule *rule,
                         struct mapped_fault *fault_out, struct err *err)
{
    struct mapped_input input = input_of(book, rule);
    struct mapped *mapped = &book->made[book->made_count];
    bool is_repeated = false;
    if (mapped_make(&input, mapped, fault_out, err) != OK ||
        compare_said(book, &mapped->event, &is_repeated, err) != OK) {
        if (err->outcome == RETRY) /* one row alone fills the arena: no other try will help */
            return err_reason(err, REJECT, REASON_TOO_LARGE, "the row is too large");
        return err->outcome;
    }
    if (is_repeated)
        book->counts.repeated++;
    else
        book->made_count++;
    return OK;
}

static void remember_said(struct book *book, const struct event *event)
{
    if (book->said_count == REFS_MAX)
        return;
    book->said[book->said_count++] = (struct said) {
        .ref_hash = str_hash(event->source_ref), .id = event->id, .row = book->current->number};
}

/* Hand over what was made, or tell why nothing was. */
static enum outcome hand_over(struct book *book, enum outcome made,
                              const struct mapped_fault *fault, struct err *err)
{
    if (made == REJECT) {
        tell(book, book->current, book->number, fault, err);
        book->counts.rows_bad++;
    }
    if (made != OK)
        return made == REJECT ? OK : made;
    for (size_t i = 0; i < book->made_count; i++) {
        struct mapped *mapped = &book->made[i];
        mapped->row = book->current->number;
        if (mapped->event.kind == EVENT_ACCEPTED)
            book->accepted_at_us = mapped->event.occurred_at_us;
        remember_said(book, &mapped->event);
        book->counts.events[mapped->event.kind]++;
        book->counts.texts += mapped->records_count;
        if (book->sink.take(book->sink.context, mapped, err) != OK)
            return err->outcome;
    }
    return OK;
}

static void make_room(struct book *book)
{
    arena_reset(&book->work);
    book->made_count = 0;
}

static enum outcome make_row(struct book *book, struct mapped_fault *fault, struct err *err)
{
    const struct mapping *mapping = book->mapping;
    bool has_spoken = false;
    make_room(book);
    for (size_t i = 0; i < mapping->rules_count; i++) {
        const struct mapping_rule *rule = &mapping->rules[i];
        if (!speaks(book, rule))
            continue;
        has_spoken |= rule->trigger != ON_FIRST;
        if (make(book, rule, fault, err) != OK)
            return err->outcome;
    }
    for (size_t i = 0; !has_spoken && i < mapping->rules_count; i++)
        if (mapping->rules[i].trigger == OTHERWISE &&
            make(book, &mapping->rules[i], fault, err) != OK)
            return err->outcome;
    return OK;
}

/* Behind the last row of a case, unless that was refused; each rule for itself, because no row is
 * at stake any more. */
static enum outcome end_case(struct book *book, struct err *err)
{
    for (size_t i = 0; book->current != NULL && i < book->mapping->rules_count; i++) {
        const struct mapping_rule *rule = &book->mapping->rules[i];
        if (book->is_bad || rule->trigger != ON_END ||
            !has_value(book->current->fields[rule->column]))
            continue;
        struct mapped_fault fault = {.has_column = false};
        make_room(book);
        enum outcome made = make(book, rule, &fault, err);
        if (hand_over(book, made, &fault, err) != OK)
            return err->outcome;
    }
    book->current = NULL;
    return OK;
}

static enum outcome begin_case(struct book *book, const struct uuid *id, struct err *err)
{
    if (end_case(book, err) != OK)
        return err->outcome;
    book->before = NULL;
    book->sequence = 0;
    book->said_count = 0;
    book->accepted_at_us = 0;
    book->case_id = *id;
    book->counts.cases++;
    return OK;
}

/* Which case a row belongs to; REJECT: none, or one that was left already. */
static enum outcome enter_case(struct book *book, struct kept_row *row, struct str *number,
                               struct mapped_fault *fault, struct err *err)
{
    struct mapped_input input = input_of(book, NULL);
    input.row = (struct template_row) {.fields = row->fields, .arena = &book->work};
    arena_reset(&book->work);
    if (mapped_number(&input, number, fault, err) != OK)
        return err->outcome;
    if (str_keep(*number, &row->arena, number, err) != OK)
        return err_set(err, FATAL, "no room for the number of a case");
    struct uuid id = event_subject(SUBJECT_CASE, book->mapping->book.source, *number);
    bool is_same = book->current != NULL && uuid_eq(&id, &book->case_id);
    if (is_same && !book->mapping->has_row_rules)
        return err_reason(err, REJECT, REASON_CONFLICT,
                          "row %zu has this number already, and the book has one row a case",
                          book->current->number);
    if (is_same)
        return OK;
    bool was_left = false;
    if (uuid_set_add(&book->cases, &id, &was_left, err) != OK)
        return err->outcome;
    if (was_left)
        return err_reason(err, REJECT, REASON_SYNTAX,
                          "its case was left already; the rows of a case stand together");
    return begin_case(book, &id, err);
}

void book_bad_row(struct book *book, const struct csv_row *row, struct str column,
                  const struct err *why)
{
    struct book_fault told = {.row = row->number, .line = row->line, .column = column, .err = why};
    struct mapped_input input = input_of(book, NULL);
    struct mapped_fault fault;
    struct err none;
    book->counts.rows++;
    book->counts.rows_bad++;
    arena_reset(&book->work);
    input.row = (struct template_row) {.fields = row->fields, .arena = &book->work};
    if (row->fields != NULL && row->count == book->mapping->columns_count &&
        mapped_number(&input, &told.number, &fault, &none) != OK)
        told.number = STR(""); /* nobody knows whose it is */
    book->sink.fault(book->sink.context, &told);
}

enum outcome book_row(struct book *book, const struct csv_row *row, struct err *err)
{
    struct mapped_fault fault = {.has_column = false};
    struct kept_row *kept = spare_row(book);
    struct str number = STR("");
    book->counts.rows++;
    if (keep_row(kept, row, err) != OK)
        return err->outcome;
    enum outcome outcome = enter_case(book, kept, &number, &fault, err);
    if (outcome == REJECT) {
        tell(book, kept, number, &fault, err);
        book->counts.rows_bad++;
        return OK;
    }
    if (outcome != OK)
        return outcome;
    book->before = book->current;
    book->current = kept;
    book->sequence++;
    book->number = number;
    enum outcome made = make_row(book, &fault, err);
    book->is_bad = made != OK;
    return hand_over(book, made, &fault, err);
}

enum outcome book_end(struct book *book, struct err *err)
{
    return end_case(book, err);
}
