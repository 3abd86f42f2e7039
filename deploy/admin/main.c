/* shouwen-admin -- what an operator does to an installation, a verb each. */
#include "admin.h"

static const struct verb verbs[] = {
    {.name = "migrate",
     .help = "Bring the database to what the programs need: tables, roles, generations, views.",
     .function = admin_migrate},
    {.name = "topics",
     .help = "Make the topics that are missing, and say how those that exist differ from the list.",
     .function = admin_topics},
    {.name = "load",
     .arguments = "directory FOLDER | policy FILE | calendar FOLDER [--yes]",
     .help = "Compare a directory of units and people, a preset's limits and ladders, or the "
             "calendar with their CSV files, show the difference, apply it.",
     .function = admin_load},
    {.name = "doctor",
     .help = "Say what is wrong with this installation and what to do; exit code 0: nothing.",
     .function = admin_doctor},
    {.name = "letters",
     .arguments = "[list | show LETTER | offer LETTER… | offer --all]",
     .help = "List the dead letters, show one, or put some into their topics again.",
     .function = admin_letters},
    {.name = "quality",
     .arguments = "[--source S] [--from DAY] [--to DAY] [--csv]",
     .help = "Say how well each source tells: how much a day, how late, what was refused and why, "
             "what is odd.",
     .function = admin_quality},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    static struct admin admin;
    static const struct verb *const lists[] = {verbs, NULL};
    const struct conf_spec spec = admin_spec(&admin);
    const struct verb_program program = {
        .name = "shouwen-admin",
        .help = "looks after an installation of shouwen.",
        .lists = lists,
        .context = &admin,
        .settings = &spec,
    };
    return verb_main(argc, argv, &program);
}
