/* spreadsheet_cover -- what the lines above a spreadsheet's names say of the whole book. */
#ifndef SHOUWEN_OFFICE_SPREADSHEET_COVER_H
#define SHOUWEN_OFFICE_SPREADSHEET_COVER_H

#include "office/spreadsheet_head.h"

/*
 * Take the year ("2022年" anywhere) and what stands behind the labels of [cover] ("科室:房产科", or
 * in the next cell), where nobody said it before.  FATAL: two years stand there, or there is no
 * memory.
 */
MUST_CHECK enum outcome spreadsheet_cover_read(struct mapping *mapping, const struct head_row *rows,
                                               size_t count, struct arena *arena, struct err *err);

#endif
