/* citizen_register_rows -- the register's own rows, for programs that are not the register. */
#include "../../consumers/citizen-register/rows.c"
