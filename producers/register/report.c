/* report -- see report.h. */
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum outcome report_open(struct report *report, const char *path, struct err *err)
{
    static const char *const names[] = {"row",   "line",   "number", "column",
                                        "value", "reason", "text"};
    *report = (struct report) {.path = path, .lines = report->lines};
    if (path[0] == '\0')
        return OK;
    report->file = fopen(path, "we");
    if (report->file == NULL)
        return err_set(err, FATAL, "cannot write \"%s\": %s", path, strerror(errno));
    csv_begin(&report->writer, report->file, true);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        csv_put(&report->writer, str_from(names[i]));
    csv_end_row(&report->writer);
    return OK;
}

static void print(FILE *lines, const struct book_fault *fault)
{
    if (fault->row > 0)
        (void) fprintf(lines, "row %zu", fault->row);
    if (fault->row > 0 && fault->line != fault->row)
        (void) fprintf(lines, " (line %zu)", fault->line);
    if (fault->number.len > 0)
        (void) fprintf(lines, "%s%.*s", fault->row > 0 ? ", " : "", STR_ARG(fault->number));
    if (fault->column.len > 0)
        (void) fprintf(lines, ", column %.*s", STR_ARG(fault->column));
    if (fault->value.len > 0)
        (void) fprintf(lines, " \"%.*s\"", STR_ARG(fault->value));
    (void) fprintf(lines, ": %s", fault->err->text);
    if (fault->err->reason != REASON_NONE)
        (void) fprintf(lines, " [%s]", reason_name(fault->err->reason));
    (void) fputc('\n', lines);
}

/* 0: it is no row's. */
static void put_place(struct report *report, size_t place)
{
    if (place > 0)
        csv_put_number(&report->writer, (int64_t) place);
    else
        csv_put(&report->writer, STR(""));
}

void report_add(struct report *report, const struct book_fault *fault)
{
    report->told++;
    if (report->file == NULL) {
        print(report->lines, fault);
        return;
    }
    put_place(report, fault->row);
    put_place(report, fault->line);
    csv_put(&report->writer, fault->number);
    csv_put(&report->writer, fault->column);
    csv_put(&report->writer, fault->value);
    bool has_reason = fault->err->reason != REASON_NONE;
    csv_put(&report->writer, has_reason ? str_from(reason_name(fault->err->reason)) : STR(""));
    csv_put(&report->writer, str_from(fault->err->text));
    csv_end_row(&report->writer);
}

enum outcome report_close(struct report *report, struct err *err)
{
    if (report->file == NULL)
        return OK;
    bool is_broken = ferror(report->file) != 0;
    is_broken |= fclose(report->file) != 0;
    report->file = NULL;
    if (is_broken)
        return err_set(err, RETRY, "could not write \"%s\" whole", report->path);
    return OK;
}
