/* totals_conf -- what the verb `totals` can be told, made from totals_conf.def and a consumer's
 * settings. */
#ifndef SHOUWEN_MASTER_LEDGER_TOTALS_CONF_H
#define SHOUWEN_MASTER_LEDGER_TOTALS_CONF_H

#include "run/consumer_conf.h"

struct totals_conf {
    struct consumer_conf consumer; /* first: consumer_settings_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "totals_conf.def"
#undef CONF
};

/* For --help: fields without values. */
extern const struct conf_spec totals_conf_help;

/* A description of `conf` for consumer_settings_of(). */
struct conf_spec totals_conf_spec(struct totals_conf *conf);

#endif
