/* pq_table -- what a catalogue says of a table that is as a program wants it. */
#ifndef SHOUWEN_TESTS_FAKE_PQ_TABLE_H
#define SHOUWEN_TESTS_FAKE_PQ_TABLE_H

#include "core/table.h"

/* Lay out the answer to table_pg_check(), until seven more tables are asked for. */
void pq_answer_table(const struct table *table);

#endif
