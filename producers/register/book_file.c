/* book_file -- see book_file.h. */
#include "book_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "office/book_time.h"

static enum outcome open_file(struct book_file *book, const char *path, struct err *err)
{
    struct stat about;
    book->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (book->file == NULL)
        return err_set(err, FATAL, "cannot read \"%s\": %s", path, strerror(errno));
    if (fstat(fileno(book->file), &about) == 0 && S_ISREG(about.st_mode))
        book->bytes = (uint64_t) about.st_size;
    return OK;
}

/* What is said at the command line goes before what the mapping or the book's cover say. */
static enum outcome set_variables(struct mapping *mapping, const struct settings *settings,
                                  struct err *err)
{
    if (settings->year != 0 && settings->year < BOOK_YEAR_MIN)
        return err_reason(err, FATAL, REASON_RANGE, "year is %d, but must be %d to %d",
                          (int) settings->year, BOOK_YEAR_MIN, BOOK_YEAR_MAX);
    if (settings->year != 0)
        mapping->book.year = (int) settings->year;
    mapping_set(mapping, STR("unit"), str_from(settings->unit));
    mapping_set(mapping, STR("section"), str_from(settings->section));
    return OK;
}

enum outcome book_file_open(struct book_file *book, const struct settings *settings,
                            const char *path, struct err *err)
{
    *book = (struct book_file) {.bytes = 0};
    if (mapping_open(settings->mapping, &book->mapping, err) != OK ||
        set_variables(book->mapping, settings, err) != OK || open_file(book, path, err) != OK)
        return err->outcome;
    if (spreadsheet_open(book->file, book->mapping, &book->spreadsheet, err) != OK)
        return err_wrap(err, "%s", path);
    if (aliases_open(settings->pg_conninfo, settings->pg_user, "shouwen-register", &book->aliases,
                     err) != OK)
        return err->outcome;
    book->mapping->aliases = book->aliases;
    return OK;
}

void book_file_close(struct book_file *book)
{
    spreadsheet_close(book->spreadsheet);
    mapping_close(book->mapping);
    aliases_close(book->aliases);
    if (book->file != NULL && book->file != stdin)
        (void) fclose(book->file);
    *book = (struct book_file) {.bytes = 0};
}
