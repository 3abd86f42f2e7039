/* shouwen-admin -- what an operator does to an installation, a verb each. */
#include "admin.h"

static const struct verb verbs[] = {
    {.name = "migrate",
     .help = "Bring the database to what the programs need: tables, roles, generations, views.",
     .function = admin_migrate},
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
