/* mapping_read -- the lines of a mapping file, each checked where it stands. */
#ifndef SHOUWEN_OFFICE_MAPPING_READ_H
#define SHOUWEN_OFFICE_MAPPING_READ_H

#include "office/mapping.h"
#include "run/ini_file.h"

/* Take one line into the mapping (its `context`); FATAL: it makes no sense. */
MUST_CHECK enum outcome mapping_take_line(void *context, const struct ini_line *line,
                                          struct err *err);

/* A copy in the mapping with a NUL behind it, so that names can be printed.  FATAL: the mapping is
 * too large. */
MUST_CHECK enum outcome mapping_keep(struct mapping *mapping, const char *text,
                                     struct str *kept_out, struct err *err);

#endif
