/* load -- the verb: which of the things there are is to be loaded. */
#include "load.h"

#include <string.h>
#include <unistd.h>

#include "office/directory_pg.h"

static const struct {
    const char *name;
    const char *argument;
    int (*load)(const struct admin *admin, const char *path);
} things[] = {
    {"directory", "FOLDER", load_directory},
    {"policy", "FILE", load_policy},
    {"calendar", "FOLDER", load_calendar},
    {"formula", "FILE", load_formula},
};

void load_tell_faults(struct faults *faults, const char *const *files)
{
    faults_sort(faults);
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        const char *mark = fault->is_warning ? "note " : "WRONG";
        if (fault->row == 0)
            (void) printf("%s %s: %s\n", mark, files[fault->file], fault->text);
        else
            (void) printf("%s %s row %zu: %s\n", mark, files[fault->file], fault->row, fault->text);
    }
    if (faults->errors > 0)
        (void) printf("%zu thing%s wrong; nothing was changed\n", faults->errors,
                      faults->errors == 1 ? " is" : "s are");
}

enum outcome load_take_lock(struct pg *pg, struct err *err)
{
    bool is_ours = false;
    if (directory_pg_lock(pg, false, &is_ours, err) != OK)
        return err->outcome;
    if (is_ours)
        return OK;
    (void) printf("note  another load is under way; waiting for it\n");
    (void) fflush(stdout);
    return directory_pg_lock(pg, true, &is_ours, err);
}

bool load_may_apply(const struct admin *admin)
{
    char answer[16] = "";
    if (admin->yes)
        return true;
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)
        return false;
    (void) printf("apply this? [y/N] ");
    (void) fflush(stdout);
    if (fgets(answer, sizeof(answer), stdin) == NULL)
        return false;
    return answer[0] == 'y' || answer[0] == 'Y';
}

int admin_load(int argc, char **argv, void *context)
{
    struct admin *admin = context;
    int words = 0;
    int code = admin_begin(admin, argc, argv, &words);
    if (code != EXIT_DONE)
        return code;
    for (size_t i = 0; words == 2 && i < sizeof(things) / sizeof(things[0]); i++)
        if (strcmp(argv[1], things[i].name) == 0)
            return things[i].load(admin, argv[2]);
    (void) fprintf(stderr, "shouwen-admin load: wants");
    for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
        (void) fprintf(stderr, "%s `%s %s`", i == 0 ? "" : " or", things[i].name,
                       things[i].argument);
    (void) fputc('\n', stderr);
    return EXIT_USAGE;
}
