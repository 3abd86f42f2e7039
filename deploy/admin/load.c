/* load -- the verb: which of the things there are is to be loaded. */
#include "load.h"

#include <string.h>
#include <unistd.h>

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
    if (words != 2 || strcmp(argv[1], "directory") != 0) {
        (void) fprintf(stderr, "shouwen-admin load: wants `directory FOLDER`\n");
        return EXIT_USAGE;
    }
    return load_directory(admin, argv[2]);
}
