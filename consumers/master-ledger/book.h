/* book -- the verb `book` of this ledger. */
#ifndef SHOUWEN_MASTER_LEDGER_BOOK_H
#define SHOUWEN_MASTER_LEDGER_BOOK_H

int book_verb(int argc, char **argv, void *context);

#endif
