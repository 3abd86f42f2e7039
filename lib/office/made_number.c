/* made_number -- see made_number.h. */
#include "office/made_number.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/sha256.h"
#include "office/book_time.h"
#include "office/cell_text.h"

enum { DIGITS = 16, NUMBER_BYTES_MAX = 32 };

bool made_number_is_wanted(const struct mapping *mapping)
{
    const struct template *number = &mapping->book.number;
    if (mapping->book.number_from_count == 0)
        return false;
    for (size_t i = 0; i < number->count; i++) {
        const struct template_part *part = &number->parts[i];
        if (part->kind == PART_COLUMN && !mapping->wanted[part->column].is_absent)
            return false;
    }
    return true;
}

/* A time however it is written, a text without its spaces. */
static enum outcome plain(const struct mapping *mapping, struct str cell, struct arena *arena,
                          struct str *plain_out, struct err *err)
{
    const struct book_calendar calendar = {.zone_s = mapping->book.zone_s,
                                           .year = mapping->book.year};
    int64_t at_us = 0;
    enum precision precision;
    struct err none;
    if (book_time_read(cell, &calendar, &at_us, &precision, &none) != OK)
        return cell_narrow(cell, CELL_DROP_SPACES, arena, plain_out, err);
    char *text = arena_alloc_bytes(arena, CIVIL_TEXT_MAX);
    if (text == NULL)
        return err_set(err, RETRY, "no room for a row's values");
    civil_text(at_us, text);
    *plain_out = str_from(text);
    return OK;
}

enum outcome made_number(const struct mapping *mapping, const struct template_row *row,
                         struct str *number_out, struct err *err)
{
    const struct mapping_book *book = &mapping->book;
    struct str cells[MAPPING_WORDS_MAX];
    size_t len = 0;
    bool is_empty = true;
    for (size_t i = 0; i < book->number_from_count; i++) {
        if (plain(mapping, row->fields[book->number_from[i]], row->arena, &cells[i], err) != OK)
            return err->outcome;
        is_empty = is_empty && cells[i].len == 0;
        len += cells[i].len + 1;
    }
    if (is_empty)
        return err_reason(err, REJECT, REASON_MISSING,
                          "number: the columns it is made of are all empty");
    char *joined = arena_alloc_bytes(row->arena, len);
    char *number = arena_alloc_bytes(row->arena, NUMBER_BYTES_MAX);
    if (joined == NULL || number == NULL)
        return err_set(err, RETRY, "no room for a row's values");
    char *at = joined;
    for (size_t i = 0; i < book->number_from_count; i++) {
        if (cells[i].len > 0)
            memcpy(at, cells[i].ptr, cells[i].len);
        at += cells[i].len;
        *at++ = '\x1f';
    }
    char hex[SHA256_HEX_LEN + 1];
    sha256_hex((struct str) {.ptr = joined, .len = len}, hex);
    int number_len = snprintf(number, NUMBER_BYTES_MAX, "自动-%.*s", DIGITS, hex);
    *number_out = (struct str) {.ptr = number, .len = (size_t) number_len};
    return OK;
}
