/* digest_page -- the verb `digest-page`: what is due today, next and overdue, as a page of a day.
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_DIGEST_PAGE_H
#define SHOUWEN_OVERDUE_ALERTS_DIGEST_PAGE_H

#include "run/conf.h"

/* For --help: fields without values. */
extern const struct conf_spec digest_page_help;

int digest_page_verb(int argc, char **argv, void *context);

#endif
