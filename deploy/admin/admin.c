/* admin -- see admin.h. */
#include "admin.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "run/log.h"

enum { PATH_MAX_BYTES = 4096 };

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct admin, name), fallback, min, max, help},
#include "admin_conf.def"
#undef CONF
};

struct conf_spec admin_spec(struct admin *admin)
{
    return (struct conf_spec) {
        .fields = fields,
        .fields_count = sizeof(fields) / sizeof(fields[0]),
        .values = admin,
        .kafka = &admin->kafka,
    };
}

int admin_begin(struct admin *admin, int argc, char **argv, int *words_out)
{
    struct err err;
    struct conf_spec spec = admin_spec(admin);
    if (conf_read(&spec, argc - 1, argv + 1, words_out, &err) == OK &&
        log_level_choose(admin->log_level, &err) == OK)
        return EXIT_DONE;
    (void) fprintf(stderr, "shouwen-admin %s: %s\n", argv[0], err.text);
    return EXIT_USAGE;
}

int admin_failed(const char *verb, const struct err *err)
{
    char message[32];
    (void) fflush(stdout);
    (void) snprintf(message, sizeof(message), "%.20s stopped", verb);
    log_err(LOG_ERROR, message, err);
    return EXIT_FAILED;
}

enum outcome admin_open_schema(const struct admin *admin, const char *schema, struct pg **pg_out,
                               struct err *err)
{
    const struct pg_options options = {
        .conninfo = admin->pg_conninfo,
        .user = admin->pg_user[0] == '\0' ? NULL : admin->pg_user,
        .application_name = "shouwen-admin",
        .search_path = schema,
    };
    return pg_open(&options, pg_out, err);
}

enum outcome admin_open_pg(const struct admin *admin, struct pg **pg_out, struct err *err)
{
    return admin_open_schema(admin, "pg_catalog", pg_out, err);
}

bool admin_topic_find(const struct admin *admin, struct str name, enum topic *topic_out)
{
    size_t len = strlen(admin->topic_prefix);
    if (name.len <= len || memcmp(name.ptr, admin->topic_prefix, len) != 0 || name.ptr[len] != '.')
        return false;
    const struct str bare = {.ptr = name.ptr + len + 1, .len = name.len - len - 1};
    return topic_find(bare, topic_out);
}

/* In a checkout the program is build/MODE/bin/shouwen-admin, installed it is prefix/bin/…. */
static bool topics_path(char path_out[PATH_MAX_BYTES])
{
    static const char *const places[] = {"/../share/shouwen/topics.tsv",
                                         "/../../../deploy/topics.tsv"};
    char program[PATH_MAX_BYTES / 2];
    ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (len <= 0)
        return false;
    program[len] = '\0';
    char *slash = strrchr(program, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        (void) snprintf(path_out, PATH_MAX_BYTES, "%s%s", program, places[i]);
        if (access(path_out, R_OK) == 0)
            return true;
    }
    return false;
}

enum outcome admin_read_topics(const struct admin *admin, struct topics_file *file_out,
                               struct err *err)
{
    char path[PATH_MAX_BYTES];
    if (admin->file[0] != '\0')
        return topics_file_read(admin->file, file_out, err);
    if (!topics_path(path))
        return err_set(err, FATAL,
                       "there is no topics.tsv beside the program; --file FILE names "
                       "one");
    return topics_file_read(path, file_out, err);
}
