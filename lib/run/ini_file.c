/* ini_file -- see ini_file.h. */
#include "run/ini_file.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

/* libinih tells a handler neither the line nor why it stopped; both are kept here. */
struct reading {
    FILE *file;
    const char *path;
    int number;
    enum outcome (*take)(void *context, const struct ini_line *line, struct err *err);
    void *context;
    enum outcome outcome;
    struct err *err;
};

static char *next_line(char *line, int size, void *context)
{
    struct reading *reading = context;
    if (reading->outcome != OK || fgets(line, size, reading->file) == NULL)
        return NULL;
    reading->number++;
    size_t len = strlen(line);
    size_t start = strspn(line, " \t");
    size_t heading = line[start] == '[' ? strcspn(line + start + 1, "]") : 0;
    if (len + 1 == (size_t) size && line[len - 1] != '\n')
        reading->outcome = err_reason(reading->err, FATAL, REASON_SYNTAX,
                                      "a line is longer than %d bytes", INI_FILE_LINE_MAX);
    else if (heading > INI_FILE_SECTION_MAX)
        reading->outcome = err_reason(reading->err, FATAL, REASON_SYNTAX,
                                      "a heading is longer than %d bytes", INI_FILE_SECTION_MAX);
    return reading->outcome == OK ? line : NULL;
}

static int hand_over(void *context, const char *section, const char *name, const char *value)
{
    struct reading *reading = context;
    if (reading->outcome != OK)
        return 1;
    struct ini_line line = {.path = reading->path,
                            .number = reading->number,
                            .section = section,
                            .name = name,
                            .value = value};
    reading->outcome = reading->take(reading->context, &line, reading->err);
    return 1;
}

enum outcome ini_file_read(const char *path,
                           enum outcome (*take)(void *context, const struct ini_line *line,
                                                struct err *err),
                           void *context, struct err *err)
{
    struct reading reading = {
        .path = path, .take = take, .context = context, .outcome = OK, .err = err};
    reading.file = fopen(path, "re");
    if (reading.file == NULL)
        return err_set(err, FATAL, "cannot read \"%s\": %s", path, strerror(errno));

    ini_use_stack = false;
    ini_max_line = ini_initial_alloc = INI_FILE_LINE_MAX;
    ini_allow_multiline = false;
    ini_allow_inline_comments = false;
    ini_stop_on_first_error = true;
    int broken_line = ini_parse_stream(next_line, &reading, hand_over, &reading);

    if (reading.outcome == OK && ferror(reading.file) != 0)
        reading.outcome = err_set(err, FATAL, "cannot read on: %s", strerror(errno));
    if (reading.outcome == OK && broken_line != 0)
        reading.outcome =
            err_reason(err, FATAL, REASON_SYNTAX, "a line is neither [heading] nor name = value");
    (void) fclose(reading.file);
    if (reading.outcome != OK)
        return err_wrap(err, "%s:%d", path, reading.number);
    return OK;
}
