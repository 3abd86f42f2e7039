/*
 * quality -- what is missing or odd in a book, row by row; nothing is published.
 */
#ifndef SHOUWEN_REGISTER_QUALITY_H
#define SHOUWEN_REGISTER_QUALITY_H

#include "settings.h"

/*
 * Read the book, print what was found (or write it into settings->report) and how often each.
 *
 * REJECT: the file is no table; RETRY: the report could not be written; FATAL: no file, or the
 * mapping does not fit.
 */
MUST_CHECK enum outcome quality_run(const struct settings *settings, const char *path,
                                    struct err *err);

#endif
