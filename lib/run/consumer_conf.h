/* consumer_conf -- the settings every consumer has, made from consumer_conf.def. */
#ifndef SHOUWEN_RUN_CONSUMER_CONF_H
#define SHOUWEN_RUN_CONSUMER_CONF_H

#include "run/conf.h"

struct consumer_conf {
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "run/consumer_conf.def"
#undef CONF
    struct conf_kafka kafka;
};

/* A description of `conf` for conf_read() and its kin. */
struct conf_spec consumer_conf_spec(struct consumer_conf *conf);

/* The same for a verb with options of its own: `options` are the fields of a struct that begins
 * with `conf`. */
struct conf_spec consumer_conf_spec_of(const struct conf_spec *options, struct consumer_conf *conf);

#endif
