/* book_conf -- what the verb `book` can be told, made from book_conf.def and a consumer's settings.
 */
#ifndef SHOUWEN_OFFICE_BOOK_CONF_H
#define SHOUWEN_OFFICE_BOOK_CONF_H

#include "run/consumer_conf.h"

struct book_conf {
    struct consumer_conf consumer; /* first: consumer_settings_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "office/book_conf.def"
#undef CONF
};

/* For --help: fields without values. */
extern const struct conf_spec book_conf_help;

/* A description of `conf` for consumer_settings_of(). */
struct conf_spec book_conf_spec(struct book_conf *conf);

#endif
