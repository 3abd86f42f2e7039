/* output -- see output.h. */
#include "office/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum outcome output_open(const char *path, struct output *output, struct err *err)
{
    *output = (struct output) {.file = stdout};
    if (path[0] == '\0')
        return OK;
    if (strlen(path) >= sizeof(output->path))
        return err_set(err, FATAL, "output is longer than %zu bytes", sizeof(output->path) - 1);
    (void) snprintf(output->path, sizeof(output->path), "%s", path);
    (void) snprintf(output->new_path, sizeof(output->new_path), "%s.new", path);
    int fd = open(output->new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    output->file = fd < 0 ? NULL : fdopen(fd, "w");
    if (output->file == NULL)
        return err_set(err, FATAL, "could not write \"%.80s\": %s", output->new_path,
                       strerror(errno));
    output->is_file = true;
    return OK;
}

enum outcome output_finish(struct output *output, struct err *err)
{
    errno = 0;
    bool failed = fflush(output->file) != 0 || ferror(output->file) != 0;
    if (output->is_file) {
        failed = failed || fsync(fileno(output->file)) != 0;
        failed = fclose(output->file) != 0 || failed;
        output->file = NULL;
        failed = failed || rename(output->new_path, output->path) != 0;
    }
    if (failed)
        return err_set(err, FATAL, "could not write \"%.80s\": %s",
                       output->is_file ? output->path : "standard output",
                       errno == 0 ? "it failed before" : strerror(errno));
    output->is_file = false;
    return OK;
}

void output_drop(struct output *output)
{
    if (output->file != NULL && output->is_file)
        (void) fclose(output->file);
    if (output->is_file)
        (void) unlink(output->new_path);
    *output = (struct output) {.file = NULL};
}
