/* directory_csv -- see directory_csv.h. */
#include "office/directory_csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office/listing_csv.h"

enum { PATH_BYTES_MAX = 4096 };

/* Where a folder's files go. */
struct visit {
    const char *folder;
    struct directory *directory;
    const struct directory_csv_hooks *hooks;
    struct faults *faults;
    struct err *err;
};

static enum outcome visit_file(const struct visit *visit, enum directory_table which)
{
    const struct listing *listing = &directory_listings[which];
    char path[PATH_BYTES_MAX];
    int len = snprintf(path, sizeof(path), "%s/%s", visit->folder, listing->file);
    if (len >= (int) sizeof(path))
        return err_set(visit->err, FATAL, "the folder's name is too long");
    if (access(path, F_OK) == 0)
        return listing_csv_load(listing, &visit->directory->tables[which], path, visit->faults,
                                visit->err);
    if (listing->is_required)
        faults_add(visit->faults, which, 0, "the file is missing");
    else
        visit->hooks->note(visit->hooks->context, listing->file, "is not there: an empty table");
    return OK;
}

static enum outcome check_folder(const char *folder, struct err *err)
{
    struct stat about;
    if (stat(folder, &about) != 0)
        return err_set(err, FATAL, "cannot read \"%s\": %s", folder, strerror(errno));
    if (!S_ISDIR(about.st_mode))
        return err_set(err, FATAL, "\"%s\" is no folder", folder);
    return OK;
}

enum outcome directory_csv_folder(struct directory *directory, const char *folder,
                                  const struct directory_csv_hooks *hooks, struct faults *faults,
                                  struct err *err)
{
    const struct visit visit = {
        .folder = folder, .directory = directory, .hooks = hooks, .faults = faults, .err = err};
    if (check_folder(folder, err) != OK)
        return err->outcome;
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        if (visit_file(&visit, which) != OK)
            return err->outcome;
    return OK;
}
