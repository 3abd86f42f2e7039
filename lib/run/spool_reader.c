/* spool_reader -- the records of a spool in their order; see spool_log.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run/spool_log_internal.h"

enum { BUFFER_BYTES = 2 * (SPOOL_RECORD_MAX + SPOOL_ALIGN) };

struct spool_reader {
    struct spool_log *log;
    int file;        /* of `number`; -1: none is open */
    uint64_t number; /* of the segment; 0: to be found */
    uint32_t salt;
    int64_t at;             /* what stands in front of it was read */
    uint64_t next_sequence; /* records below it were given out, or are done */
    int64_t offset;         /* of bytes[0] in the file */
    size_t len;
    unsigned char *bytes;
};

enum outcome spool_reader_new(struct spool_log *log, struct spool_reader **reader_out,
                              struct err *err)
{
    struct spool_reader *reader = calloc(1, sizeof(*reader));
    unsigned char *bytes = malloc(BUFFER_BYTES);
    if (reader == NULL || bytes == NULL) {
        free(reader);
        free(bytes);
        return err_set(err, FATAL, "no memory to read the spool");
    }
    *reader = (struct spool_reader) {.log = log, .file = -1, .bytes = bytes};
    spool_reader_rewind(reader);
    *reader_out = reader;
    return OK;
}

void spool_reader_free(struct spool_reader *reader)
{
    if (reader == NULL)
        return;
    disk_close(reader->file);
    free(reader->bytes);
    free(reader);
}

void spool_reader_rewind(struct spool_reader *reader)
{
    struct spool_log *log = reader->log;
    (void) pthread_mutex_lock(&log->mutex);
    reader->next_sequence = log->acknowledged + 1;
    (void) pthread_mutex_unlock(&log->mutex);
    disk_close(reader->file);
    reader->file = -1;
    reader->number = 0;
}

/* The segment that has the next record, with how far it holds; false: it is not written yet. */
static bool find(struct spool_reader *reader, struct spool_segment *segment_out)
{
    struct spool_log *log = reader->log;
    bool is_found = false;
    (void) pthread_mutex_lock(&log->mutex);
    for (size_t i = 0; i < log->segments_count && !is_found; i++) {
        is_found = log->segments[i].last_sequence >= reader->next_sequence;
        *segment_out = log->segments[i];
    }
    (void) pthread_mutex_unlock(&log->mutex);
    return is_found;
}

static enum outcome enter(struct spool_reader *reader, const struct spool_segment *segment,
                          struct err *err)
{
    char name[DISK_NAME_MAX];
    if (reader->number == segment->number)
        return OK;
    spool_segment_name(segment->number, name);
    disk_close(reader->file);
    reader->number = 0;
    reader->file = disk_open(reader->log->folder, name, DISK_READ);
    if (reader->file < 0)
        return err_set(err, RETRY, "could not read '%s/%s': %s", reader->log->options.folder, name,
                       strerror(errno));
    reader->number = segment->number;
    reader->salt = segment->salt;
    reader->at = reader->offset = SPOOL_SEGMENT_HEAD;
    reader->len = 0;
    return OK;
}

/* Have in memory what stands from `at` on. */
static enum outcome fill(struct spool_reader *reader, int64_t segment_end, struct err *err)
{
    int64_t left = segment_end - reader->at;
    reader->offset = reader->at;
    reader->len = left < BUFFER_BYTES ? (size_t) left : BUFFER_BYTES;
    if (spool_read_all(reader->file, reader->bytes, reader->len, reader->at))
        return OK;
    reader->len = 0;
    return err_set(err, RETRY, "could not read segment %016" PRIx64 " of '%s': %s", reader->number,
                   reader->log->options.folder, errno == 0 ? "it is too short" : strerror(errno));
}

static bool unpack(const struct spool_reader *reader, struct spool_record *record_out)
{
    size_t from = (size_t) (reader->at - reader->offset);
    struct str rest = {.ptr = (const char *) reader->bytes + from, .len = reader->len - from};
    return spool_record_unpack(rest, reader->salt, record_out);
}

enum outcome spool_reader_next(struct spool_reader *reader, struct spool_record *record_out,
                               bool *is_there_out, struct err *err)
{
    struct spool_segment segment;
    *is_there_out = false;
    if (!find(reader, &segment))
        return OK;
    if (enter(reader, &segment, err) != OK)
        return err->outcome;
    do { /* behind what is done already */
        bool is_whole = unpack(reader, record_out);
        if (!is_whole && fill(reader, segment.end, err) != OK)
            return err->outcome;
        if (!is_whole && !unpack(reader, record_out))
            return err_set(err, FATAL,
                           "segment '%s/%016" PRIx64 ".log' is damaged at byte %" PRId64,
                           reader->log->options.folder, reader->number, reader->at);
        reader->at += (int64_t) record_out->size;
    } while (record_out->sequence < reader->next_sequence);
    reader->next_sequence = record_out->sequence + 1;
    *is_there_out = true;
    return OK;
}
