/* openapi -- /v1/openapi.json: what may be asked, and in what form. */
#ifndef SHOUWEN_HOTLINE_OPENAPI_H
#define SHOUWEN_HOTLINE_OPENAPI_H

#include "base/err.h"

/* The description, to be freed; FATAL: no memory. */
MUST_CHECK enum outcome openapi_make(const char *version, char **json_out, struct err *err);

#endif
