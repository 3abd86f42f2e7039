/* settings -- see settings.h. */
#include "settings.h"

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help},
#include "run/producer_conf.def"
#include "settings.def"
#undef CONF
};

struct conf_spec settings_spec(struct settings *settings)
{
    return (struct conf_spec) {.fields = fields,
                               .fields_count = sizeof(fields) / sizeof(fields[0]),
                               .values = settings,
                               .kafka = &settings->kafka};
}
