/* mapping_read -- the lines of a mapping file, each checked where it stands. */
#ifndef SHOUWEN_RUN_MAPPING_READ_H
#define SHOUWEN_RUN_MAPPING_READ_H

#include "run/ini_file.h"
#include "run/mapping.h"

/* Take one line into the mapping (its `context`); FATAL: it makes no sense. */
MUST_CHECK enum outcome mapping_take_line(void *context, const struct ini_line *line,
                                          struct err *err);

#endif
