/* folder -- a folder of a test's own below /tmp, and files with a text in it. */
#ifndef SHOUWEN_TESTS_SUPPORT_FOLDER_H
#define SHOUWEN_TESTS_SUPPORT_FOLDER_H

enum { FOLDER_PATH_MAX = 128 };

/* cmocka's setup and teardown: make it, and remove it with all that is in it (no folders). */
int folder_make(void **state);
int folder_remove(void **state);

/* Its path; until folder_remove(). */
const char *folder_path(void);

/* The path of a file in it; until the next call. */
const char *folder_file(const char *name);

/* Write a file of it; gives its path, until the next call. */
const char *folder_write(const char *name, const char *text);

#endif
