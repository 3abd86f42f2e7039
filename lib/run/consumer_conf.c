/* consumer_conf -- see consumer_conf.h. */
#include "run/consumer_conf.h"

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct consumer_conf, name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

struct conf_spec consumer_conf_spec_of(const struct conf_spec *options, struct consumer_conf *conf)
{
    struct conf_spec spec = *options;
    spec.values = conf;
    spec.kafka = &conf->kafka;
    return spec;
}

struct conf_spec consumer_conf_spec(struct consumer_conf *conf)
{
    static const struct conf_spec own = {.fields = fields,
                                         .fields_count = sizeof(fields) / sizeof(fields[0])};
    return consumer_conf_spec_of(&own, conf);
}
