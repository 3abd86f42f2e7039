/*
 * alert_print -- an alert as people read it: one line of Chinese, codes for names.
 *
 *     2025-03-15 00:00 红色预警 办结 hotline/2025-000123，zjj/fck/li承办，zjj/wang首问，2025-03-14
 * 24:00到期； 告知承办人li、首问责任人wang；办结限7个工作日…；编号774c59bb-…
 *
 * And which alerts somebody asks for.
 */
#ifndef SHOUWEN_OFFICE_ALERT_PRINT_H
#define SHOUWEN_OFFICE_ALERT_PRINT_H

#include <stdio.h>

#include "core/alert.h"

/* With a newline; whether it arrived the caller asks of the file. */
void alert_print(FILE *file, const struct alert *alert);

struct alert_filter {
    struct str unit;       /* who must act is of this unit, or somebody who is told; '': any */
    bool is_under;         /* or of a unit below it */
    enum rung_level level; /* and upwards */
};

bool alert_passes(const struct alert *alert, const struct alert_filter *filter);

#endif
