/* rows -- see rows.h. */
#include "rows.h"

#include "core/words.h"

static const struct column citizen_columns[] = {
    COLUMN(citizen_row, case_id),     COLUMN(citizen_row, case_source),
    COLUMN(citizen_row, case_number), COLUMN(citizen_row, name),
    COLUMN(citizen_row, contact),     COLUMN(citizen_row, address),
    COLUMN(citizen_row, id_number),   COLUMN(citizen_row, recorded_at),
    COLUMN(citizen_row, source),      COLUMN(citizen_row, log_partition),
    COLUMN(citizen_row, log_offset),
};

const struct table citizen_row_table = {
    .name = "citizen_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct citizen_row),
    .keys_count = 1,
    .columns_count = sizeof(citizen_columns) / sizeof(citizen_columns[0]),
    .columns = citizen_columns,
};

static const struct column text_columns[] = {
    COLUMN(text_row, case_id),       COLUMN(text_row, event_id),    COLUMN(text_row, field),
    COLUMN(text_row, text),          COLUMN(text_row, recorded_at), COLUMN(text_row, source),
    COLUMN(text_row, log_partition), COLUMN(text_row, log_offset),
};

const struct table text_row_table = {
    .name = "text_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct text_row),
    .keys_count = 3,
    .columns_count = sizeof(text_columns) / sizeof(text_columns[0]),
    .columns = text_columns,
};

static const struct column erasure_columns[] = {
    COLUMN(erasure_row, case_id),
    COLUMN(erasure_row, erased_at),
};

const struct table erasure_row_table = {
    .name = "erasure_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct erasure_row),
    .keys_count = 1,
    .columns_count = sizeof(erasure_columns) / sizeof(erasure_columns[0]),
    .columns = erasure_columns,
};

static void add_citizen(const struct uuid *subject, const struct citizen_entry *entry,
                        struct rows *out)
{
    struct citizen_row *row = rows_add(out);
    row->case_id = *subject;
    row->recorded_at.us = entry->recorded_at_us;
    row->log_partition = entry->partition;
    row->log_offset = entry->offset;
    if (entry->value == NULL)
        return;
    row->case_source = entry->value->case_source;
    row->case_number = entry->value->case_number;
    row->name = entry->value->name;
    row->contact = entry->value->contact;
    row->address = entry->value->address;
    row->id_number = entry->value->id_number;
    row->source = entry->value->source;
}

static void add_text(const struct uuid *subject, const struct citizen_entry *entry,
                     struct rows *out)
{
    struct text_row *row = rows_add(out);
    row->case_id = *subject;
    row->event_id = entry->event_id;
    row->field = word_text_field(entry->field);
    row->recorded_at.us = entry->recorded_at_us;
    row->log_partition = entry->partition;
    row->log_offset = entry->offset;
    if (entry->value == NULL)
        return;
    row->text = entry->value->text;
    row->source = entry->value->source;
}

void citizen_register_rows(const struct citizen_file *file, struct rows out[])
{
    for (size_t i = 0; i < file->count; i++) {
        const struct citizen_entry *entry = &file->entries[i];
        if (!citizen_entry_is_visible(file, entry))
            continue;
        if (entry->field == 0)
            add_citizen(&file->subject, entry, &out[0]);
        else
            add_text(&file->subject, entry, &out[1]);
    }
    if (file->erased_at_us == 0)
        return;
    struct erasure_row *row = rows_add(&out[2]);
    row->case_id = file->subject;
    row->erased_at.us = file->erased_at_us;
}
