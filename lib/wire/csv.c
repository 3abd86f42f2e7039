/* csv -- see csv.h. */
#include "wire/csv.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "wire/text.h"

enum { GUESS_LINES = 20, READ_BYTES = 65536, WINDOW_BYTES = CSV_ROW_BYTES_MAX + READ_BYTES };

/*
 * The file passes through a window that always holds the whole row in hand, because a row that
 * turns out bad is left at the end of its first line, however far its open quote led:
 *
 *     window: | done | row in hand ... fed to libcsv | not fed yet | free |
 *                    begin            begin + fed                  end
 */
struct csv_reader {
    struct text_file *text;
    char separator;
    struct csv_parser parser;
    size_t begin;
    size_t end;
    size_t fed;
    bool is_eof;
    bool is_after_cr; /* the row before ended with CR: an LF now belongs to it */
    size_t number;    /* of the row in hand */
    size_t line;
    size_t texts_len;
    size_t count; /* of its fields; may be beyond CSV_COLUMNS_MAX */
    bool is_row_done;
    size_t columns_count;
    struct str columns[CSV_COLUMNS_MAX]; /* in `names` */
    struct str fields[CSV_COLUMNS_MAX];  /* in `texts` */
    unsigned char window[WINDOW_BYTES];
    char texts[WINDOW_BYTES]; /* of the row in hand, quotes taken off */
    char names[WINDOW_BYTES];
};

static int is_never_space(unsigned char c)
{
    (void) c;
    return 0;
}

static void parser_reset(struct csv_reader *reader)
{
    csv_free(&reader->parser);
    int failed = csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
    assert(failed == 0);
    csv_set_delim(&reader->parser, (unsigned char) reader->separator);
    csv_set_space_func(&reader->parser, is_never_space);
    csv_set_blk_size(&reader->parser, 4096);
}

static void on_field(void *bytes, size_t len, void *data)
{
    struct csv_reader *reader = data;
    if (reader->count++ >= CSV_COLUMNS_MAX)
        return;
    assert(len <= WINDOW_BYTES - reader->texts_len); /* never more than stands in the file */
    char *text = reader->texts + reader->texts_len;
    if (len > 0)
        memcpy(text, bytes, len);
    reader->fields[reader->count - 1] = (struct str) {.ptr = text, .len = len};
    reader->texts_len += len;
}

static void on_row(int terminator, void *data)
{
    (void) terminator;
    struct csv_reader *reader = data;
    reader->is_row_done = true;
}

/* Read more into the window; FATAL when the file cannot be read. */
static enum outcome fill(struct csv_reader *reader, struct err *err)
{
    if (WINDOW_BYTES - reader->end < READ_BYTES) {
        memmove(reader->window, reader->window + reader->begin, reader->end - reader->begin);
        reader->end -= reader->begin;
        reader->begin = 0;
    }
    size_t len = 0;
    if (text_file_read(reader->text, reader->window + reader->end, READ_BYTES, &len, err) != OK)
        return err->outcome;
    reader->is_eof = len == 0;
    reader->end += len;
    return OK;
}

/* How far the text goes up to and with the next CR or LF; 0 when there is none. */
static size_t line_len(const unsigned char *text, size_t len)
{
    const unsigned char *lf = memchr(text, '\n', len);
    size_t until = lf == NULL ? len : (size_t) (lf - text);
    const unsigned char *cr = memchr(text, '\r', until);
    if (cr != NULL)
        return (size_t) (cr - text) + 1;
    return lf == NULL ? 0 : until + 1;
}

/* Go behind `len` bytes, which are whole lines. */
static void take(struct csv_reader *reader, size_t len)
{
    const unsigned char *text = reader->window + reader->begin;
    for (size_t i = 0; i < len; i++) {
        bool is_crlf = text[i] == '\r' && i + 1 < len && text[i + 1] == '\n';
        if ((text[i] == '\n' || text[i] == '\r') && !is_crlf)
            reader->line++;
    }
    reader->is_after_cr = text[len - 1] == '\r';
    reader->begin += len;
}

/* Go to the first byte of the next row, past empty lines; none when the file has ended. */
static enum outcome find_row(struct csv_reader *reader, struct err *err)
{
    for (;;) {
        while (reader->begin == reader->end && !reader->is_eof) {
            if (fill(reader, err) != OK)
                return err->outcome;
        }
        if (reader->begin == reader->end)
            return OK;
        unsigned char next = reader->window[reader->begin];
        if (next == '\n' && reader->is_after_cr) {
            reader->begin++;
            reader->is_after_cr = false;
        } else if (next == '\n' || next == '\r') {
            take(reader, 1);
            reader->number++;
        } else {
            reader->is_after_cr = false;
            return OK;
        }
    }
}

/* Leave the row in hand at the end of its first line. */
static enum outcome skip_line(struct csv_reader *reader, struct err *err)
{
    parser_reset(reader);
    for (;;) {
        size_t len = line_len(reader->window + reader->begin, reader->end - reader->begin);
        if (len > 0) {
            take(reader, len);
            return OK;
        }
        reader->begin = reader->end;
        if (reader->is_eof)
            return OK;
        if (fill(reader, err) != OK)
            return err->outcome;
    }
}

static enum outcome refuse_parse(struct csv_reader *reader, struct err *err)
{
    if (csv_error(&reader->parser) == CSV_ENOMEM)            /* uncovered: wants a want of memory */
        return err_set(err, FATAL, "could not take memory"); /* uncovered: the same */
    return err_reason(err, REJECT, REASON_SYNTAX, "a quote stands where none may be");
}

/* Feed libcsv line by line until it says that the row is done. */
static enum outcome parse_row(struct csv_reader *reader, struct err *err)
{
    reader->fed = 0;
    reader->count = 0;
    reader->texts_len = 0;
    reader->is_row_done = false;
    while (!reader->is_row_done) {
        const unsigned char *rest = reader->window + reader->begin + reader->fed;
        size_t rest_len = reader->end - reader->begin - reader->fed;
        size_t len = line_len(rest, rest_len);
        if (reader->fed + (len > 0 ? len : rest_len) > CSV_ROW_BYTES_MAX)
            return err_reason(err, REJECT, REASON_LENGTH,
                              "longer than %d bytes; is there a quote that is not closed?",
                              CSV_ROW_BYTES_MAX);
        if (len == 0 && !reader->is_eof) {
            if (fill(reader, err) != OK)
                return err->outcome;
            continue;
        }
        if (len == 0)
            len = rest_len;
        if (csv_parse(&reader->parser, rest, len, on_field, on_row, reader) != len)
            return refuse_parse(reader, err);
        reader->fed += len;
        if (reader->is_eof && reader->fed == reader->end - reader->begin &&
            csv_fini(&reader->parser, on_field, on_row, reader) != 0)
            return err_reason(err, REJECT, REASON_SYNTAX, "a quote is not closed");
    }
    return OK;
}

static const char *encoding_name(const struct csv_reader *reader)
{
    return text_encoding_name(text_file_encoding(reader->text)); /* known: it was not all ASCII */
}

static enum outcome check_row(const struct csv_reader *reader, struct err *err)
{
    struct str raw = {(const char *) reader->window + reader->begin, reader->fed};
    enum text_fault fault = text_check(raw, TEXT_FREE);
    if (fault != TEXT_FINE)
        return err_reason(err, REJECT, REASON_ENCODING, "%s%s",
                          fault == TEXT_NOT_UTF8 ? "not " : "holds a NUL",
                          fault == TEXT_NOT_UTF8 ? encoding_name(reader) : "");
    if (reader->count > CSV_COLUMNS_MAX)
        return err_reason(err, REJECT, REASON_LENGTH, "%zu fields, and there may be %d",
                          reader->count, CSV_COLUMNS_MAX);
    if (reader->columns_count != 0 && reader->count != reader->columns_count)
        return err_reason(err, REJECT, REASON_SYNTAX, "%zu fields, where the first row names %zu",
                          reader->count, reader->columns_count);
    return OK;
}

enum outcome csv_next(struct csv_reader *reader, struct csv_row *row_out, struct err *err)
{
    if (find_row(reader, err) != OK)
        return err->outcome;
    *row_out = (struct csv_row) {
        .is_end = reader->begin == reader->end,
        .number = reader->number,
        .line = reader->line,
    };
    if (row_out->is_end)
        return OK;
    enum outcome outcome = parse_row(reader, err);
    if (outcome == OK)
        outcome = check_row(reader, err);
    reader->number++;
    if (outcome == REJECT) {
        struct err skipping = {0};
        if (skip_line(reader, &skipping) != OK)
            *err = skipping;
        return err->outcome;
    }
    if (outcome != OK)
        return outcome;
    take(reader, reader->fed);
    row_out->fields = reader->fields;
    row_out->count = reader->count;
    return OK;
}

/* The names of the columns, which stay when the row goes. */
static enum outcome keep_names(struct csv_reader *reader, const struct csv_row *row,
                               struct err *err)
{
    char *text = reader->names;
    for (size_t i = 0; i < row->count; i++) {
        size_t len = row->fields[i].len;
        if (len == 0)
            return err_reason(err, REJECT, REASON_SYNTAX, "row 1: column %zu has no name", i + 1);
        if (csv_column_find(reader, row->fields[i], NULL))
            return err_reason(err, REJECT, REASON_SYNTAX, "row 1: two columns are named '%.*s'",
                              STR_ARG(row->fields[i]));
        memcpy(text, row->fields[i].ptr, len);
        reader->columns[reader->columns_count++] = (struct str) {.ptr = text, .len = len};
        text += len;
    }
    return OK;
}

static enum outcome read_names(struct csv_reader *reader, struct err *err)
{
    struct csv_row row = {0};
    if (csv_next(reader, &row, err) != OK)
        return err_wrap(err, "row %zu", row.number);
    if (row.is_end)
        return err_reason(err, REJECT, REASON_EMPTY, "the file is empty");
    return keep_names(reader, &row, err);
}

/* Of the first lines, outside quotes: what stands there most often. */
static enum outcome find_separator(struct csv_reader *reader, struct err *err)
{
    static const char candidates[] = {',', '\t', ';'};
    size_t counts[sizeof(candidates)] = {0};
    size_t lines = 0;
    bool is_quoted = false;
    if (fill(reader, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < reader->end && lines < GUESS_LINES; i++) {
        char c = (char) reader->window[i];
        is_quoted ^= c == '"';
        lines += c == '\n';
        for (size_t j = 0; j < sizeof(candidates); j++)
            counts[j] += !is_quoted && c == candidates[j];
    }
    size_t best = 0;
    for (size_t j = 1; j < sizeof(candidates); j++)
        if (counts[j] > counts[best])
            best = j;
    reader->separator = candidates[best];
    return OK;
}

static enum outcome reader_new(FILE *file, const struct csv_options *options,
                               struct csv_reader **reader_out, struct err *err)
{
    struct csv_reader *reader = calloc(1, sizeof(*reader));
    if (reader == NULL)                                      /* uncovered: wants a want of memory */
        return err_set(err, FATAL, "could not take memory"); /* uncovered: the same */
    reader->separator = options->separator;
    reader->number = 1;
    reader->line = 1;
    enum outcome outcome = text_file_open(file, options->encoding, &reader->text, err);
    bool is_to_find = reader->separator == '\0';
    if (outcome == OK) /* uncovered: wants a want of memory */
        outcome = is_to_find ? find_separator(reader, err) : OK;
    if (outcome != OK) {
        csv_close(reader);
        return outcome;
    }
    parser_reset(reader);
    *reader_out = reader;
    return OK;
}

enum outcome csv_open(FILE *file, const struct csv_options *options, struct csv_reader **reader_out,
                      struct err *err)
{
    struct csv_reader *reader = NULL;
    if (reader_new(file, options, &reader, err) != OK) /* uncovered: wants a want of memory */
        return err->outcome;                           /* uncovered: the same */
    if (read_names(reader, err) != OK) {
        csv_close(reader);
        return err->outcome;
    }
    *reader_out = reader;
    return OK;
}

enum outcome csv_open_rows(FILE *file, const struct csv_options *options,
                           struct csv_reader **reader_out, struct err *err)
{
    return reader_new(file, options, reader_out, err);
}

void csv_close(struct csv_reader *reader)
{
    if (reader == NULL)
        return;
    csv_free(&reader->parser);
    text_file_close(reader->text);
    free(reader);
}

char csv_separator(const struct csv_reader *reader)
{
    return reader->separator;
}

enum text_encoding csv_encoding(const struct csv_reader *reader)
{
    return text_file_encoding(reader->text);
}

const struct str *csv_columns(const struct csv_reader *reader, size_t *count_out)
{
    *count_out = reader->columns_count;
    return reader->columns;
}

bool csv_column_find(const struct csv_reader *reader, struct str name, size_t *index_out)
{
    for (size_t i = 0; i < reader->columns_count; i++) {
        if (!str_eq(reader->columns[i], name))
            continue;
        if (index_out != NULL)
            *index_out = i;
        return true;
    }
    return false;
}

size_t csv_bytes_read(const struct csv_reader *reader)
{
    size_t ahead = reader->end - reader->begin; /* in UTF-8, so that is about right */
    size_t taken = text_file_bytes_read(reader->text);
    return taken > ahead ? taken - ahead : 0;
}

void csv_begin(struct csv_writer *writer, FILE *file, bool with_bom)
{
    *writer = (struct csv_writer) {.file = file};
    if (with_bom)
        (void) fputs("\xEF\xBB\xBF", file); /* errors stay in the file */
}

static bool is_one_of(char c, const char *characters)
{
    while (*characters != '\0' && *characters != c)
        characters++;
    return *characters != '\0';
}

/* An empty field alone in its row would be an empty line, which is no row. */
static bool wants_quotes(const struct csv_writer *writer, struct str text)
{
    if (text.len == 0)
        return !writer->is_row_begun;
    for (size_t i = 0; i < text.len; i++) {
        if (is_one_of(text.ptr[i], ",;\t\"\r\n"))
            return true;
    }
    return text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ';
}

void csv_put(struct csv_writer *writer, struct str text)
{
    bool is_quoted = wants_quotes(writer, text);
    if (writer->is_row_begun)
        (void) putc(',', writer->file);
    writer->is_row_begun = true;
    if (is_quoted)
        (void) putc('"', writer->file);
    if (text.len > 0 && is_one_of(text.ptr[0], "=+-@\t\r"))
        (void) putc('\'', writer->file);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            (void) putc('"', writer->file);
        (void) putc(text.ptr[i], writer->file);
    }
    if (is_quoted)
        (void) putc('"', writer->file);
}

void csv_put_number(struct csv_writer *writer, int64_t number)
{
    (void) fprintf(writer->file, "%s%" PRId64, writer->is_row_begun ? "," : "", number);
    writer->is_row_begun = true;
}

void csv_end_row(struct csv_writer *writer)
{
    (void) fputs(writer->is_crlf ? "\r\n" : "\n", writer->file);
    writer->is_row_begun = false;
}
