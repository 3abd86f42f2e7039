/* version -- which release this is; dead letters and --version tell it. */
#ifndef SHOUWEN_RUN_VERSION_H
#define SHOUWEN_RUN_VERSION_H

#define SHOUWEN_VERSION "0.1.0"

#endif
