/* sheet_note -- 备注 in sentences: checks, redo, merger, oddities. */
#ifndef SHOUWEN_RUN_SHEET_NOTE_H
#define SHOUWEN_RUN_SHEET_NOTE_H

#include "run/draft.h"
#include "run/sheet.h"

/* Every note of the form, a line each. */
void sheet_notes(const struct form *form, const struct sheet_source *source, struct draft *draft);

#endif
