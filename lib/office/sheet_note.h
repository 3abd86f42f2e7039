/* sheet_note -- 备注 in sentences: checks, redo, merger, oddities. */
#ifndef SHOUWEN_OFFICE_SHEET_NOTE_H
#define SHOUWEN_OFFICE_SHEET_NOTE_H

#include "office/draft.h"
#include "office/sheet.h"

/* Every note of the form, a line each. */
void sheet_notes(const struct form *form, const struct sheet_source *source, struct draft *draft);

#endif
