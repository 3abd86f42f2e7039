/* book_conf -- see book_conf.h. */
#include "office/book_conf.h"

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct book_conf, name), fallback, min, max, help},
#include "office/book_conf.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct book_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec book_conf_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

struct conf_spec book_conf_spec(struct book_conf *conf)
{
    struct conf_spec spec = book_conf_help;
    spec.values = conf;
    spec.kafka = &conf->consumer.kafka;
    return spec;
}
