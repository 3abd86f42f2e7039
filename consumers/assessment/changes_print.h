/* changes_print -- published, now and cause, item by item. */
#ifndef SHOUWEN_ASSESSMENT_CHANGES_PRINT_H
#define SHOUWEN_ASSESSMENT_CHANGES_PRINT_H

#include "changes.h"

struct changes_page {
    const struct edition *edition;
    const struct scored *scored; /* as it is now */
    const struct changes *changes;
    const struct pg_rows *rules; /* of rules_between.sql: those that came since */
    int64_t rules_version;       /* in force */
};

void changes_print(const struct changes_page *page, FILE *out);

#endif
