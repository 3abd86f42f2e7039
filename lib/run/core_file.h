/*
 * core_file -- what a process leaves behind when it dies by a signal.
 */
#ifndef SHOUWEN_RUN_CORE_FILE_H
#define SHOUWEN_RUN_CORE_FILE_H

/* From now on: nothing.  Every program has names and texts of citizens in its memory, if only in
 * bytes that it cannot read. */
void core_file_forbid(void);

#endif
