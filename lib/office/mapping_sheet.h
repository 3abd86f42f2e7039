/* mapping_sheet -- the lines that say how an office's table looks: [columns], [choice …], [cover].
 */
#ifndef SHOUWEN_OFFICE_MAPPING_SHEET_H
#define SHOUWEN_OFFICE_MAPPING_SHEET_H

#include "office/mapping.h"
#include "run/ini_file.h"

/* FATAL, here and below: the line makes no sense, or there are too many. */
MUST_CHECK enum outcome mapping_take_column(struct mapping *mapping, const struct ini_line *line,
                                            struct err *err);
MUST_CHECK enum outcome mapping_take_cover(struct mapping *mapping, const struct ini_line *line,
                                           struct err *err);
MUST_CHECK enum outcome mapping_take_choice(struct mapping *mapping, const char *column,
                                            const struct ini_line *line, struct err *err);
MUST_CHECK enum outcome mapping_set_number_from(struct mapping *mapping,
                                                const struct ini_line *line, struct err *err);

/* "a, b、c" */
MUST_CHECK enum outcome mapping_words_read(struct mapping *mapping, const char *text,
                                           struct mapping_words *words_out, struct err *err);

/* A line speaks of this column: its place in `wanted`. */
MUST_CHECK enum outcome mapping_want(struct mapping *mapping, struct str name, int line,
                                     size_t *place_out, struct err *err);

/* [columns] names nothing that no other line speaks of. */
MUST_CHECK enum outcome mapping_check_wanted(const struct mapping *mapping, struct err *err);

/* year, unit and section are there always. */
void mapping_variables_init(struct mapping *mapping);

#endif
