/* policy_ladder -- see policy_ladder.h. */
#include "office/policy_ladder.h"

#include "office/policy_value.h"

enum { DAYS_MAX = 10000 };

/* A set of recipients. */
static uint32_t read_recipients(const struct fault_place *place, const char *field, struct str text)
{
    uint32_t set = 0;
    struct str word;
    for (struct str rest = text; policy_next_word(&rest, &word);) {
        size_t found = listing_word_find(policy_recipients, word);
        if (found == RECIPIENTS_COUNT)
            faults_of_value(place, field, word,
                            "is none of handler, receiver, handler_section_post, "
                            "receiver_section_post, master_post, section_head, leader_in_charge, "
                            "head, supervision_office, discipline_committee, lead_department");
        else if ((set & SET_OF(found)) != 0)
            faults_of_value(place, field, word, "is there twice");
        else
            set |= SET_OF(found);
    }
    return set;
}

/* Source codes; those of a word cannot be more than half its bytes. */
static enum outcome read_sources(struct policy_file *file, struct str text, struct rung *rung,
                                 struct err *err)
{
    struct str word;
    struct str *sources = arena_alloc(&file->arena, (text.len / 2 + 1) * sizeof(*sources));
    if (sources == NULL)
        return listing_full(&file->arena, err);
    rung->batch_sources = sources;
    for (struct str rest = text; policy_next_word(&rest, &word);)
        sources[rung->batch_sources_count++] = word;
    return OK;
}

static void make_rung(const struct fault_place *place, const struct rung_line *line,
                      struct rung *rung)
{
    *rung = (struct rung) {
        .name = line->rung,
        .level = (enum rung_level) listing_word_find(policy_levels, line->level),
        .heeds_quiet_hours = line->quiet_hours,
        .condition = (enum rung_condition) listing_word_find(policy_conditions, line->condition),
    };
    enum rung_offset_fault fault = rung_offset_parse(line->offset, &rung->offset);
    if (fault != RUNG_OFFSET_FINE)
        faults_of_value(place, "rings_at", line->offset, rung_offset_fault_words(fault));
    policy_read_number(place, "days_min", line->days_min, DAYS_MAX, &rung->days_min);
    policy_read_number(place, "days_max", line->days_max, DAYS_MAX, &rung->days_max);
    if (rung->days_max != 0 && rung->days_max < rung->days_min)
        faults_of_value(place, "days_max", line->days_max, "is less than days_min");
    rung->recipients = read_recipients(place, "recipients", line->recipients);
    rung->copies = read_recipients(place, "copies", line->copies);
    if (line->recipients.len == 0)
        faults_of_value(place, "recipients", line->recipients, "is empty");
    if ((rung->recipients & rung->copies) != 0)
        faults_of_value(place, "copies", line->copies, "names who is a recipient already");
}

/* Is there a rung to count from, and none of this name? */
static void check_place(const struct fault_place *place, const struct rung *rungs, size_t at)
{
    const struct rung *rung = &rungs[at];
    if (rung->offset.base == RUNG_FROM_RUNG && at == 0)
        faults_of_value(place, "rung", rung->name, "is the first, and counts from the one above");
    for (size_t i = 0; i < at; i++)
        if (str_eq(rungs[i].name, rung->name))
            faults_of_value(place, "rung", rung->name, "is there twice in its ladder");
}

static bool is_of(const struct rung_line *line, const struct policy_ladder *of)
{
    return line->head.version == of->version && str_eq(line->head.preset, of->preset) &&
           str_eq(line->ladder, of->ladder.name);
}

/* Its rungs, from line `first` on. */
static enum outcome make_ladder(struct policy_file *file, size_t first, struct faults *faults,
                                struct policy_ladder *made, struct err *err)
{
    const struct rows *lines = &file->lines[POLICY_RUNG_LINE];
    struct rung *rungs = arena_alloc(&file->arena, (lines->count - first) * sizeof(*rungs));
    if (rungs == NULL)
        return listing_full(&file->arena, err);
    for (size_t i = first; i < lines->count; i++) {
        const struct rung_line *line = rows_at(lines, i);
        const struct fault_place place = {faults, POLICY_RUNG_LINE, line->head.row.number};
        if (!is_of(line, made) || line->head.row.has_fault)
            continue;
        make_rung(&place, line, &rungs[made->ladder.count]);
        if (read_sources(file, line->batch_sources, &rungs[made->ladder.count], err) != OK)
            return err->outcome;
        check_place(&place, rungs, made->ladder.count);
        made->ladder.count++;
    }
    made->ladder.rungs = rungs;
    return OK;
}

static bool is_known(const struct policy_file *file, const struct rung_line *line)
{
    for (size_t i = 0; i < file->ladders_count; i++)
        if (is_of(line, &file->ladders[i]))
            return true;
    return false;
}

enum outcome policy_ladders_make(struct policy_file *file, struct faults *faults, struct err *err)
{
    const struct rows *lines = &file->lines[POLICY_RUNG_LINE];
    file->ladders_count = 0;
    file->ladders = arena_alloc(&file->arena, lines->count * sizeof(*file->ladders));
    if (file->ladders == NULL)
        return listing_full(&file->arena, err);
    for (size_t i = 0; i < lines->count; i++) {
        const struct rung_line *line = rows_at(lines, i);
        struct policy_ladder *made = &file->ladders[file->ladders_count];
        if (is_known(file, line))
            continue;
        *made = (struct policy_ladder) {
            .preset = line->head.preset,
            .version = line->head.version,
            .ladder = {.name = line->ladder},
        };
        if (make_ladder(file, i, faults, made, err) != OK)
            return err->outcome;
        file->ladders_count++;
    }
    return OK;
}
