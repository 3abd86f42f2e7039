/* settings -- of shouwen-mailbox, made from producer_conf.def and settings.def. */
#ifndef SHOUWEN_MAILBOX_SETTINGS_H
#define SHOUWEN_MAILBOX_SETTINGS_H

#include "run/conf.h"

struct settings {
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "run/producer_conf.def"
#include "settings.def"
#undef CONF
    struct conf_kafka kafka;
};

struct conf_spec settings_spec(struct settings *settings);

#endif
