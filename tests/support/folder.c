/* folder -- see folder.h. */
#include "support/folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/cmocka.h"

static char folder[FOLDER_PATH_MAX];

int folder_make(void **state)
{
    (void) state;
    (void) snprintf(folder, sizeof(folder), "/tmp/shouwen_test.XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

int folder_remove(void **state)
{
    (void) state;
    struct dirent *entry;
    DIR *list = opendir(folder);
    while (list != NULL && (entry = readdir(list)) != NULL)
        (void) unlinkat(dirfd(list), entry->d_name, 0); /* "." and ".." are folders: they stay */
    if (list != NULL)
        (void) closedir(list);
    return rmdir(folder);
}

const char *folder_path(void)
{
    return folder;
}

const char *folder_file(const char *name)
{
    static char path[2 * FOLDER_PATH_MAX];
    (void) snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

const char *folder_write(const char *name, const char *text)
{
    const char *path = folder_file(name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}
