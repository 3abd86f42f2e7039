/* sheet_words -- the form's own words for what events say in codes. */
#ifndef SHOUWEN_OFFICE_SHEET_WORDS_H
#define SHOUWEN_OFFICE_SHEET_WORDS_H

#include "core/life.h"

/* Indexed by their enumerations, "" where the form has no word. */
extern const char *const sheet_channels[CHANNELS_END];
extern const char *const sheet_categories[CATEGORIES_END];
extern const char *const sheet_handlings[HANDLINGS_END];
extern const char *const sheet_satisfactions[SATISFACTIONS_END];
extern const char *const sheet_agreements[ANSWERS_END];
extern const char *const sheet_entries[ENTRIES_END];
extern const char *const sheet_findings[FINDINGS_END];
extern const char *const sheet_checkers[CHECKERS_END];
extern const char *const sheet_inspections[INSPECTION_MODES_END];

/* What 备注 says of an oddity; NULL: nothing that a reader of the book must know. */
extern const char *const sheet_flags[LIFE_FLAGS_COUNT];

#endif
