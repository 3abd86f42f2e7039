/*
 * topics_file -- deploy/topics.tsv: what each topic is to be like.
 *
 * Tab-separated: topic, partitions, replicas, settings as name=value, comma-separated; "#" begins a
 * comment line.  Every topic of core/topic.h must have one line.  In the file names begin with
 * "shouwen."; an installation with another prefix replaces that.
 */
#ifndef SHOUWEN_RUN_TOPICS_FILE_H
#define SHOUWEN_RUN_TOPICS_FILE_H

#include "base/str.h"
#include "io/kafka_admin.h"

enum { TOPICS_FILE_LINE_MAX = 1024, TOPICS_FILE_SETTINGS_MAX = 24 };

struct topics_file_line {
    struct kafka_topic wanted; /* partitions 0: the file does not name it */
    char text[TOPICS_FILE_LINE_MAX];
    const char *settings[TOPICS_FILE_SETTINGS_MAX + 1]; /* into `text`; NULL at the end */
};

/* Holds pointers into itself: do not copy. */
struct topics_file {
    struct topics_file_line lines[TOPICS_COUNT];
};

/* FATAL names the line that cannot be read, or the topic that is missing. */
MUST_CHECK enum outcome topics_file_parse(struct str text, struct topics_file *file_out,
                                          struct err *err);
MUST_CHECK enum outcome topics_file_read(const char *path, struct topics_file *file_out,
                                         struct err *err);

#endif
