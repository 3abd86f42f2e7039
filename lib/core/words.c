/* words -- see words.h. */
#include "core/words.h"

#include <assert.h>
#include <string.h>

#define WORD(text)                                                                                 \
    {                                                                                              \
        .ptr = text, .len = sizeof(text) - 1                                                       \
    }
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct str precisions[PRECISIONS_END] = {
    [PRECISION_INSTANT] = WORD("instant"),
    [PRECISION_DAY] = WORD("day"),
};

static const struct str channels[CHANNELS_END] = {
    [CHANNEL_CALL] = WORD("call"),       [CHANNEL_VISIT] = WORD("visit"),
    [CHANNEL_LETTER] = WORD("letter"),   [CHANNEL_MAILBOX] = WORD("mailbox"),
    [CHANNEL_HOTLINE] = WORD("hotline"), [CHANNEL_OTHER] = WORD("other"),
};

static const struct str categories[CATEGORIES_END] = {
    [0] = WORD("unclassified"),
    [CATEGORY_CONSULTATION] = WORD("consultation"),
    [CATEGORY_SERVICE] = WORD("service"),
    [CATEGORY_PROBLEM] = WORD("problem"),
    [CATEGORY_COMPLAINT] = WORD("complaint"),
    [CATEGORY_OTHER] = WORD("other"),
};

static const struct str answers[ANSWERS_END] = {
    [ANSWER_YES] = WORD("yes"),
    [ANSWER_NO] = WORD("no"),
};

static const struct str satisfactions[SATISFACTIONS_END] = {
    [SATISFACTION_SATISFIED] = WORD("satisfied"),
    [SATISFACTION_FAIR] = WORD("fair"),
    [SATISFACTION_DISSATISFIED] = WORD("dissatisfied"),
};

static const struct str callback_outcomes[CALLBACK_OUTCOMES_END] = {
    [CALLBACK_REACHED] = WORD("reached"),
    [CALLBACK_UNREACHABLE] = WORD("unreachable"),
    [CALLBACK_REFUSED] = WORD("refused"),
};

static const struct str findings[FINDINGS_END] = {
    [FINDING_GOOD] = WORD("good"),
    [FINDING_BAD] = WORD("bad"),
    [FINDING_NONE] = WORD("none"),
};

static const struct str inspection_modes[INSPECTION_MODES_END] = {
    [INSPECTION_MODE_UNANNOUNCED] = WORD("unannounced"),
    [INSPECTION_MODE_MOCK_VISIT] = WORD("mock_visit"),
    [INSPECTION_MODE_COVERT] = WORD("covert"),
    [INSPECTION_MODE_OTHER] = WORD("other"),
};

static const struct str training_modes[TRAINING_MODES_END] = {
    [TRAINING_MODE_ASSEMBLY] = WORD("assembly"),
    [TRAINING_MODE_SECTION] = WORD("section"),
    [TRAINING_MODE_SELF_STUDY] = WORD("self_study"),
    [TRAINING_MODE_REMINDER] = WORD("reminder"),
};

static const struct str organisers[ORGANISERS_END] = {
    [ORGANISER_UNIT] = WORD("unit"),
    [ORGANISER_LEAD_DEPARTMENT] = WORD("lead_department"),
    [ORGANISER_PERSONNEL_DEPARTMENT] = WORD("personnel_department"),
};

static const struct str evidence_parts[EVIDENCE_PARTS_END] = {
    [EVIDENCE_PART_DUTIES] = WORD("duties"),
    [EVIDENCE_PART_STAFFING] = WORD("staffing"),
    [EVIDENCE_PART_PROCEDURE] = WORD("procedure"),
    [EVIDENCE_PART_SUPERVISION] = WORD("supervision"),
    [EVIDENCE_PART_ASSESSMENT] = WORD("assessment"),
    [EVIDENCE_PART_YEAR_START] = WORD("year_start"),
    [EVIDENCE_PART_YEAR_END] = WORD("year_end"),
    [EVIDENCE_PART_PREMISES] = WORD("premises"),
    [EVIDENCE_PART_WEBSITE] = WORD("website"),
    [EVIDENCE_PART_WECHAT] = WORD("wechat"),
    [EVIDENCE_PART_PHONE] = WORD("phone"),
    [EVIDENCE_PART_MAILBOX] = WORD("mailbox"),
};

static const struct str statuses[LIFE_STATUSES_END] = {
    [LIFE_OPEN] = WORD("open"),
    [LIFE_COMPLETED] = WORD("completed"),
    [LIFE_WITHDRAWN] = WORD("withdrawn"),
    [LIFE_MERGED] = WORD("merged"),
};

static const struct str entries[ENTRIES_END] = {
    [ENTRY_FIRST] = WORD("first"),
    [ENTRY_TRANSFERRED_IN] = WORD("transferred_in"),
};

static const struct str handlings[HANDLINGS_END] = {
    [HANDLING_OWN] = WORD("own"),
    [HANDLING_OTHER_SECTION] = WORD("other_section"),
    [HANDLING_OTHER_UNIT] = WORD("other_unit"),
};

static const struct str text_fields[TEXT_FIELDS_END] = {
    [TEXT_FIELD_CONTENT] = WORD("content"),   [TEXT_FIELD_CHANNEL] = WORD("channel"),
    [TEXT_FIELD_CATEGORY] = WORD("category"), [TEXT_FIELD_NOTE] = WORD("note"),
    [TEXT_FIELD_REASON] = WORD("reason"),     [TEXT_FIELD_RESULT] = WORD("result"),
    [TEXT_FIELD_OPINION] = WORD("opinion"),   [TEXT_FIELD_REMARK] = WORD("remark"),
    [TEXT_FIELD_RATING] = WORD("rating"),     [TEXT_FIELD_FINDING] = WORD("finding"),
};

static const struct str checkers_words[CHECKERS_END] = {
    [CHECKER_MASTER_POST] = WORD("master_post"),
    [CHECKER_DISCIPLINE_COMMITTEE] = WORD("discipline_committee"),
};

static const struct str flags_words[LIFE_FLAGS_COUNT] = {
#define LIFE_FLAG(NAME, name, help) WORD(#name),
#include "core/life_flags.def"
#undef LIFE_FLAG
};

static const struct str policy_scopes[POLICY_SCOPES_COUNT] = {
#define POLICY_SCOPE(NAME, name, chinese) [POLICY_SCOPE_##NAME] = WORD(#name),
#include "core/policy_words.def"
};

static const struct str rung_levels[RUNG_LEVELS_COUNT] = {
#define RUNG_LEVEL(NAME, name, chinese) [RUNG_LEVEL_##NAME] = WORD(#name),
#include "core/policy_words.def"
};

static const struct str recipients_words[RECIPIENTS_COUNT] = {
#define RECIPIENT(NAME, name, chinese) [RECIPIENT_##NAME] = WORD(#name),
#include "core/policy_words.def"
};

static const struct str clear_reasons[CLEAR_REASONS_END] = {
#define CLEAR_REASON(NAME, name, chinese) [CLEAR_##NAME] = WORD(#name),
#include "core/alert_words.def"
};

static const struct str alert_flags_words[ALERT_FLAGS_COUNT] = {
#define ALERT_FLAG(NAME, name, chinese) [ALERT_##NAME] = WORD(#name),
#include "core/alert_words.def"
};

static struct str word(const struct str *words, size_t words_count, size_t value)
{
    assert(value < words_count);
    return words[value];
}

#define WORD_OF(words, value) word(words, COUNT_OF(words), (size_t) (value))

struct str word_precision(enum precision precision)
{
    return WORD_OF(precisions, precision);
}

struct str word_channel(enum channel channel)
{
    return WORD_OF(channels, channel);
}

struct str word_category(enum category category)
{
    return WORD_OF(categories, category);
}

struct str word_answer(enum answer answer)
{
    return WORD_OF(answers, answer);
}

struct str word_satisfaction(enum satisfaction satisfaction)
{
    return WORD_OF(satisfactions, satisfaction);
}

struct str word_callback_outcome(enum callback_outcome outcome)
{
    return WORD_OF(callback_outcomes, outcome);
}

struct str word_finding(enum finding finding)
{
    return WORD_OF(findings, finding);
}

struct str word_status(enum life_status status)
{
    return WORD_OF(statuses, status);
}

struct str word_entry(enum entry entry)
{
    return WORD_OF(entries, entry);
}

struct str word_handling(enum handling handling)
{
    return WORD_OF(handlings, handling);
}

struct str word_text_field(enum text_field field)
{
    return WORD_OF(text_fields, field);
}

struct str word_inspection_mode(enum inspection_mode mode)
{
    return WORD_OF(inspection_modes, mode);
}

struct str word_training_mode(enum training_mode mode)
{
    return WORD_OF(training_modes, mode);
}

struct str word_organiser(enum organiser organiser)
{
    return WORD_OF(organisers, organiser);
}

struct str word_policy_scope(enum policy_scope scope)
{
    return WORD_OF(policy_scopes, scope);
}

struct str word_rung_level(enum rung_level level)
{
    return WORD_OF(rung_levels, level);
}

struct str word_recipient(enum recipient recipient)
{
    return WORD_OF(recipients_words, recipient);
}

struct str word_clear_reason(enum clear_reason reason)
{
    return WORD_OF(clear_reasons, reason);
}

/* The words whose bits are set: one as it is, several joined. */
static bool join(uint64_t set, const struct str *words, struct arena *arena, struct str *text_out)
{
    size_t len = 0;
    struct str only = {0};
    for (uint64_t left = set; left != 0; left &= left - 1) {
        only = words[__builtin_ctzll(left)];
        len += only.len + 1;
    }
    *text_out = only;
    if (len == 0 || len == only.len + 1)
        return true;
    char *text = arena_alloc_bytes(arena, len);
    if (text == NULL)
        return false;
    char *at = text;
    for (uint64_t left = set; left != 0; left &= left - 1) {
        struct str word = words[__builtin_ctzll(left)];
        memcpy(at, word.ptr, word.len);
        at[word.len] = ',';
        at += word.len + 1;
    }
    *text_out = (struct str) {.ptr = text, .len = len - 1};
    return true;
}

bool words_checkers(uint32_t checkers, struct arena *arena, struct str *text_out)
{
    return join(checkers, checkers_words, arena, text_out);
}

bool words_evidence_parts(uint32_t parts, struct arena *arena, struct str *text_out)
{
    return join(parts, evidence_parts, arena, text_out);
}

bool words_training_modes(uint32_t modes, struct arena *arena, struct str *text_out)
{
    return join(modes, training_modes, arena, text_out);
}

bool words_flags(uint64_t flags, struct arena *arena, struct str *text_out)
{
    return join(flags, flags_words, arena, text_out);
}

bool words_recipients(uint32_t recipients, struct arena *arena, struct str *text_out)
{
    return join(recipients, recipients_words, arena, text_out);
}

bool words_alert_flags(uint32_t flags, struct arena *arena, struct str *text_out)
{
    return join(flags, alert_flags_words, arena, text_out);
}
