# shouwen -- one Makefile, not recursive.  `make help` lists the targets; V=1 shows whole commands.
#
# Nothing here names a program, an event kind, a query, a migration or a test: a folder of
# producers/ or consumers/ (and deploy/admin) is a program, a file below lib/ is in the library, a
# test_*.c is a test.  MODE is release, check (ASan, UBSan, -Werror), tsan, cover or fuzz; each has a
# folder of its own below build/.  CC, CFLAGS, LDFLAGS, DESTDIR and prefix belong to the packager.
# Paths are relative throughout, so that a checkout may stand in a folder with a space.

MODE ?= release
BUILD ?= build
prefix ?= /usr/local
CFLAGS ?= -O2 -g
PROTOC_C ?= protoc-c
PROTO_SYSTEM ?= /usr/include
AR ?= ar

ifeq ($(MODE)$(origin CC),fuzzdefault)
CC := clang-14
endif

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$(2)';)
D := $(BUILD)/$(MODE)
MAKEFLAGS := $(MAKEFLAGS) --no-print-directory $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

# ---- flags ---------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
    -Wmissing-prototypes -Wcast-qual -Wundef -Wwrite-strings -Wformat=2 -Wvla -Wswitch-enum \
    -Wimplicit-fallthrough -Werror=format-security
# base, core and wire are POSIX; the layers that touch the system may use what Linux has.
FEATURES = $(if $(filter lib/base/% lib/core/% lib/wire/%,$<),-D_POSIX_C_SOURCE=200809L \
    -D_DEFAULT_SOURCE,-D_GNU_SOURCE)
BANNED := $(addprefix -include ,$(wildcard lib/base/banned.h))
INCLUDES := -Ilib -I$(BUILD)/gen $(addprefix -isystem ,$(wildcard /usr/include/postgresql))
LIBS := -lrdkafka -lpq -lprotobuf-c -ljansson -lcsv -linih -lnettle -lutf8proc -lpthread

supported = $(shell for flag in $(1); do \
    $(CC) -Werror $$flag -x c -c /dev/null -o /dev/null 2>/dev/null && echo $$flag; done)
ifeq ($(MODE),release) # the OpenSSF guide for C, without -DNDEBUG: asserts stay on
MODE_CFLAGS := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE \
    -fno-strict-overflow -fno-delete-null-pointer-checks $(call supported,-fstack-clash-protection \
    -fcf-protection=full -mbranch-protection=standard -fstrict-flex-arrays=3 -ftrivial-auto-var-init=zero)
MODE_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,nodlopen
else ifeq ($(MODE),tsan)
MODE_CFLAGS := -O1 -fsanitize=thread -Werror
else ifeq ($(MODE),cover)
MODE_CFLAGS := -O0 --coverage
else ifeq ($(MODE),fuzz)
MODE_CFLAGS := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer
else
MODE_CFLAGS := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Werror
endif
ALL_CFLAGS = -std=c11 $(FEATURES) $(INCLUDES) $(BANNED) $(WARNINGS) $(CFLAGS) $(MODE_CFLAGS) -MMD -MP
LINK = $(CC) $(CFLAGS) $(MODE_CFLAGS) $(MODE_LDFLAGS) -Wl,--as-needed $(LDFLAGS) -o $@

# ---- what there is -------------------------------------------------------------------------------

PROTO := $(patsubst proto/%.proto,%,$(wildcard proto/shouwen/v1/*.proto))
PROTO := $(PROTO) $(if $(PROTO),google/protobuf/timestamp)
SQL := $(sort $(shell find schemas -name '*.sql' 2>/dev/null))
GENERATED := $(PROTO:%=$(BUILD)/gen/%.pb-c.h) $(BUILD)/gen/sql.h
objects = $(patsubst %.c,$(D)/%.o,$(wildcard $(1)))

LIBRARY := $(D)/libshouwen.a
LIBRARY_OBJECTS := $(call objects,lib/*/*.c) $(PROTO:%=$(D)/gen/%.pb-c.o) $(D)/gen/sql.o
FOLDERS := $(sort $(dir $(wildcard producers/*/*.c consumers/*/*.c deploy/admin/*.c)))
PROGRAMS := $(foreach folder,$(FOLDERS),shouwen-$(notdir $(folder:/=)))
TEST_SOURCES := $(wildcard tests/unit/test_*.c tests/prop/test_*.c tests/io/test_*.c)
TESTS := $(TEST_SOURCES:%.c=$(D)/%)
TOOLS := $(patsubst %.c,$(D)/%,$(wildcard tests/tool/*.c tests/bench/*.c))
FUZZERS := $(patsubst %.c,$(D)/%,$(wildcard tests/fuzz/*.c))
SUPPORT := $(D)/tests/support.a

# ---- rules ---------------------------------------------------------------------------------------

.PHONY: all programs tests tools fuzzers FORCE
all: programs tools $(if $(filter release,$(MODE)),$(PROGRAMS:%=$(BUILD)/bin/%))
programs: $(LIBRARY) $(PROGRAMS:%=$(D)/bin/%)
tests: $(TESTS)
tools: $(TOOLS)
fuzzers: $(FUZZERS)

define program # folder, with its slash
$(D)/bin/shouwen-$(notdir $(1:/=)): $(call objects,$(1)*.c) $(LIBRARY)
endef
$(foreach folder,$(FOLDERS),$(eval $(call program,$(folder))))

$(D)/bin/%:
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(LINK) $^ $(LIBS)

$(BUILD)/bin/%: $(D)/bin/%
	@mkdir -p $(@D)
	@ln -sfn ../$(MODE)/bin/$* $@

$(LIBRARY): $(LIBRARY_OBJECTS) $(wildcard lib/*)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(LIBRARY_OBJECTS)

$(SUPPORT): $(call objects,tests/support/*.c)
	@mkdir -p $(@D)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

# A scripted test meets tests/fake/pq.c where the others meet libpq.
$(filter %_scripted,$(TESTS)): $(D)/%: $(D)/%.o $(call objects,tests/fake/pq.c) $(SUPPORT) $(LIBRARY)
	$(call say,LINK,$@)$(LINK) $^ $(filter-out -lpq,$(LIBS)) -lcmocka
$(filter-out %_scripted,$(TESTS)) $(TOOLS): $(D)/%: $(D)/%.o $(SUPPORT) $(LIBRARY)
	$(call say,LINK,$@)$(LINK) $^ $(LIBS) -lcmocka
$(FUZZERS): $(D)/%: $(D)/%.o $(SUPPORT) $(LIBRARY)
	$(call say,LINK,$@)$(LINK) -fsanitize=fuzzer $^ $(LIBS) -lcmocka

$(D)/gen/%.o: $(BUILD)/gen/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -w -c $< -o $@

$(D)/tests/%.o: tests/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -Itests -c $< -o $@

$(D)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -c $< -o $@

$(BUILD)/gen/%.pb-c.c $(BUILD)/gen/%.pb-c.h: proto/%.proto
	@mkdir -p $(BUILD)/gen
	$(call say,PROTO,$<)$(PROTOC_C) -Iproto -I$(PROTO_SYSTEM) --c_out=$(BUILD)/gen $<
$(BUILD)/gen/%.pb-c.c $(BUILD)/gen/%.pb-c.h: $(PROTO_SYSTEM)/%.proto
	@mkdir -p $(BUILD)/gen
	$(call say,PROTO,$<)$(PROTOC_C) -I$(PROTO_SYSTEM) --c_out=$(BUILD)/gen $<

# Made each time and kept when unchanged, so that a removed file is noticed too.
$(BUILD)/gen/sql.c $(BUILD)/gen/sql.h: $(BUILD)/gen/sql.%: FORCE
	@mkdir -p $(@D)
	@LC_ALL=C awk -v part=$* -f schemas/embed.awk $(SQL) >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

-include $(shell find $(D) -name '*.d' 2>/dev/null)

# ---- what to do ----------------------------------------------------------------------------------

.PHONY: clean
clean:
	rm -rf $(BUILD)/gen $(BUILD)/bin $(BUILD)/release $(BUILD)/check $(BUILD)/tsan $(BUILD)/cover $(BUILD)/fuzz
