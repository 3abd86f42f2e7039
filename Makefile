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
MAKEFLAGS := $(MAKEFLAGS) --no-print-directory $(if $(filter 0,$(MAKELEVEL)),-j$(shell nproc))
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
GMIME := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I gmime-3.0 2>/dev/null))
INCLUDES := -Ilib -I$(BUILD)/gen $(addprefix -isystem ,$(wildcard /usr/include/postgresql)) $(GMIME)
LIBS := -lrdkafka -lpq -lprotobuf-c -ljansson -lcsv -linih -lnettle -lsqlite3 -lutf8proc -lz \
    -lmicrohttpd -lgnutls -lgmime-3.0 -lgobject-2.0 -lglib-2.0 -lpthread

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
ALL_CFLAGS = -std=c11 $(FEATURES) $(INCLUDES) $(BANNED) $(WARNINGS) $(WERROR) $(CFLAGS) $(MODE_CFLAGS) -MMD -MP
LINK = $(CC) $(CFLAGS) $(MODE_CFLAGS) $(MODE_LDFLAGS) -Wl,--as-needed $(LDFLAGS) -o $@

# ---- what there is -------------------------------------------------------------------------------

PROTO := $(patsubst proto/%.proto,%,$(wildcard proto/shouwen/v1/*.proto))
PROTO := $(PROTO) $(if $(PROTO),google/protobuf/timestamp)
SQL := $(sort $(shell find schemas -name '*.sql' 2>/dev/null))
GENERATED := $(PROTO:%=$(BUILD)/gen/%.pb-c.h) $(BUILD)/gen/sql.h
objects = $(patsubst %.c,$(D)/%.o,$(wildcard $(1)))

LIBRARY := $(D)/libshouwen.a
LIBRARY_OBJECTS := $(call objects,lib/*/*.c) $(PROTO:%=$(D)/gen/%.pb-c.o) $(D)/gen/sql.o
FOLDERS := $(sort $(dir $(wildcard producers/*/main.c consumers/*/main.c deploy/admin/main.c)))
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
all programs tests tools fuzzers: ; @:

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

# A scripted test meets tests/fake/pq*.c where the others meet libpq.
$(filter %_scripted,$(TESTS)): $(D)/%: $(D)/%.o $(call objects,tests/fake/pq*.c) $(SUPPORT) $(LIBRARY)
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
# A line `target: ## text` is the target's help.

.PHONY: help check test proof bench bench-all demo up down psql golden layers purity format lint cover fuzz install clean
export BUILD T SEED V INPUT MAPPING SECONDS_EACH

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
check: ## tests that need no server, golden books, gates; T=fold SEED=7 narrow it (seconds)
	+@tests/run check
test: ## set-up, check, then end to end and faults on private servers (minutes)
	+@tests/run test
proof: ## test with large numbers, and the seeded mistakes (hours)
	+@tests/run proof
bench: ## speed, rebuild, latency and memory beside their limits (minutes); tests/bench/README.md
	+@deploy/dev/setup.sh bench; $(MAKE) all && tests/bench/run.sh
bench-all: ## everything that is measured, the peer and analysts' queries too (an hour or two)
	+@deploy/dev/setup.sh bench; $(MAKE) all && tests/bench/all.sh
demo: ## sample events to real ledgers; INPUT=my.csv MAPPING=my.map for a log of your own
	+@deploy/dev/demo.sh
up: ## build, start a private Kafka and PostgreSQL, keep them; then `. build/dev/env`
	+@deploy/dev/setup.sh && $(MAKE) all && deploy/dev/stack.sh up
down: ## stop them
	@deploy/dev/stack.sh down
psql: ## psql on the database of `make up`
	@deploy/dev/stack.sh psql
golden: ## rewrite tests/golden/*.rows
	+@$(MAKE) MODE=check programs && tests/support/golden.sh write
layers purity format: # one gate alone
	+@$(if $(filter purity,$@),$(MAKE) MODE=release programs &&) tests/support/gates.sh $@
lint: ## every gate, and clang-tidy
	+@$(MAKE) all && tests/support/gates.sh && tests/support/tidy.sh
cover: ## lines and branches of lib/ that no test reaches
	+@$(MAKE) MODE=cover tests && tests/support/cover.sh
fuzz: ## every target of tests/fuzz for SECONDS_EACH=60; T narrows
	+@$(MAKE) MODE=fuzz fuzzers && tests/support/fuzz.sh
install: all ## programs and samples below $(DESTDIR)$(prefix)
	install -d "$(DESTDIR)$(prefix)/bin" "$(DESTDIR)$(prefix)/share/shouwen"
	$(if $(PROGRAMS),install $(PROGRAMS:%=$(BUILD)/release/bin/%) "$(DESTDIR)$(prefix)/bin")
	install -m 644 $(wildcard deploy/*.tsv deploy/*.sample) "$(DESTDIR)$(prefix)/share/shouwen"
clean: ## remove what was built; a running stack and the fetched broker stay
	rm -rf $(addprefix $(BUILD)/,gen bin release check tsan cover fuzz golden report)
