/*
 * event -- one thing that happened to a subject, as the door lets it in.
 *
 * Everything here is borrowed from the record (or case file) it was decoded from, and was checked
 * at the door: behind it nothing is checked again.  Free text and names are not here; `texts` says
 * which exist.  Codes ('' = not given) are the directory's.  Times are microseconds since 1970 (0 =
 * not given where a time is optional).  An enumeration's 0 is "not said"; its values are those of
 * proto/shouwen/v1, whose comments say what they mean.
 */
#ifndef SHOUWEN_CORE_EVENT_H
#define SHOUWEN_CORE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/uuid.h"
#include "core/topic.h"

enum event_kind {
#define EVENT_KIND(NAME, member, topic, subject) EVENT_##NAME,
#include "core/event_kinds.def"
#undef EVENT_KIND
    EVENT_KINDS_COUNT
};

enum precision { PRECISION_INSTANT = 1, PRECISION_DAY, PRECISIONS_END };

enum channel {
    CHANNEL_CALL = 1,
    CHANNEL_VISIT,
    CHANNEL_LETTER,
    CHANNEL_MAILBOX,
    CHANNEL_HOTLINE,
    CHANNEL_OTHER,
    CHANNELS_END
};

enum category {
    CATEGORY_CONSULTATION = 1,
    CATEGORY_SERVICE,
    CATEGORY_PROBLEM,
    CATEGORY_COMPLAINT,
    CATEGORY_OTHER,
    CATEGORIES_END
};

/* yes, no, or not said */
enum answer { ANSWER_YES = 1, ANSWER_NO, ANSWERS_END };

enum satisfaction {
    SATISFACTION_SATISFIED = 1,
    SATISFACTION_FAIR,
    SATISFACTION_DISSATISFIED,
    SATISFACTIONS_END
};

enum rater { RATER_CITIZEN = 1, RATER_CHECKER, RATER_MOCK_VISITOR, RATERS_END };

enum callback_outcome {
    CALLBACK_REACHED = 1,
    CALLBACK_UNREACHABLE,
    CALLBACK_REFUSED,
    CALLBACK_OUTCOMES_END
};

/* by which way a citizen was spoken to */
enum contact_mode {
    CONTACT_MODE_PHONE = 1,
    CONTACT_MODE_VISIT,
    CONTACT_MODE_MESSAGE,
    CONTACT_MODE_OTHER,
    CONTACT_MODES_END
};

enum limit_unit {
    LIMIT_UNIT_MINUTE = 1,
    LIMIT_UNIT_WORKING_MINUTE,
    LIMIT_UNIT_HALF_DAY,
    LIMIT_UNIT_WORKING_DAY,
    LIMIT_UNIT_CALENDAR_DAY,
    LIMIT_UNITS_END
};

enum opinion_role {
    OPINION_ROLE_SECTION_HEAD = 1,
    OPINION_ROLE_LEADER_IN_CHARGE,
    OPINION_ROLES_END
};

enum checker { CHECKER_MASTER_POST = 1, CHECKER_DISCIPLINE_COMMITTEE, CHECKERS_END };

enum finding { FINDING_GOOD = 1, FINDING_BAD, FINDING_NONE, FINDINGS_END };

enum inspection_mode {
    INSPECTION_MODE_UNANNOUNCED = 1, /* 四不两直 */
    INSPECTION_MODE_MOCK_VISIT,      /* 现场模拟办事 */
    INSPECTION_MODE_COVERT,          /* 暗访 */
    INSPECTION_MODE_OTHER,
    INSPECTION_MODES_END
};

enum training_mode {
    TRAINING_MODE_ASSEMBLY = 1, /* 大会集中讲 */
    TRAINING_MODE_SECTION,      /* 科室小组学 */
    TRAINING_MODE_SELF_STUDY,   /* 个人自学 */
    TRAINING_MODE_REMINDER,     /* 常态化提醒 */
    TRAINING_MODES_END
};

enum organiser {
    ORGANISER_UNIT = 1,
    ORGANISER_LEAD_DEPARTMENT,
    ORGANISER_PERSONNEL_DEPARTMENT,
    ORGANISERS_END
};

/* the parts of a checklist item's evidence that are there: items 1, 3 and 14 */
enum evidence_part {
    EVIDENCE_PART_DUTIES = 1,  /* 责任分工 */
    EVIDENCE_PART_STAFFING,    /* 人员安排 */
    EVIDENCE_PART_PROCEDURE,   /* 办理流程 */
    EVIDENCE_PART_SUPERVISION, /* 监督管理 */
    EVIDENCE_PART_ASSESSMENT,  /* 督查考核 */
    EVIDENCE_PART_YEAR_START,  /* 年初安排 */
    EVIDENCE_PART_YEAR_END,    /* 年终总结 */
    EVIDENCE_PART_PREMISES,    /* 办公场所 */
    EVIDENCE_PART_WEBSITE,     /* 官网 */
    EVIDENCE_PART_WECHAT,      /* 微信 */
    EVIDENCE_PART_PHONE,       /* 举报电话 */
    EVIDENCE_PART_MAILBOX,     /* 网上信箱 */
    EVIDENCE_PARTS_END
};

/* the free texts there are; which of them an event has stands in its header */
enum text_field {
    TEXT_FIELD_CONTENT = 1, /* 首问内容 */
    TEXT_FIELD_CHANNEL,     /* 其他 of 首问方式 */
    TEXT_FIELD_CATEGORY,    /* 其他 of 首问类别 */
    TEXT_FIELD_NOTE,
    TEXT_FIELD_REASON,
    TEXT_FIELD_RESULT, /* 具体办理情况 */
    TEXT_FIELD_OPINION,
    TEXT_FIELD_REMARK, /* 备注 */
    TEXT_FIELD_RATING,
    TEXT_FIELD_FINDING,
    TEXT_FIELDS_END
};

/* An enumeration value v of a set is bit v. */
#define SET_OF(value) (UINT32_C(1) << (value))

/* A person at a desk: unit and section may be '' when only the person, or only the unit, is known.
 */
struct party {
    struct str unit;
    struct str section; /* wants a unit */
    struct str person;
    bool is_outside; /* the unit publishes nothing to us */
};

/* A list of codes. */
struct codes {
    const struct str *items;
    size_t count;
};

struct digest {
    unsigned char bytes[32]; /* SHA-256; zeroes: none */
};

struct accepted {
    struct str unit;
    struct str section;
    struct str receiver; /* a person, or '' when the first signer is to be it */
    enum channel channel;
    enum category category;
    bool has_name;
    bool has_contact;
    bool has_content;
    struct party against; /* a complaint about first inquiry itself, and of whom */
    int64_t asked_at_us;  /* when the citizen spoke to the source, where that is another time */
    struct str priority;
};

struct amended {
    struct str receiver;
    enum channel channel;
    enum category category;
    enum answer has_name;
    enum answer has_contact;
    enum answer has_content;
    struct party against;
    struct str priority;
};

struct supplemented {
    enum channel channel;
};

struct transferred {
    struct party from;
    struct party to;
    struct str reason;
};

struct signed_for {
    struct party by;
};

struct returned {
    struct party from;
    struct party to;
    struct str reason;
};

struct contacted {
    struct party by;
    enum contact_mode mode;
    bool reached;
};

struct progressed {
    struct party by;
};

struct paused {
    struct str pause_id; /* '' when the source has none */
    struct str reason;
    struct str approver;
    struct party by;
};

struct resumed {
    struct str pause_id; /* '' ends all pauses */
    struct party by;
};

struct extended {
    int64_t asked_at_us;
    int64_t approved_at_us; /* 0: not approved */
    struct str approver;
    int64_t amount;
    enum limit_unit amount_unit;
    struct str reason;
    struct party by;
};

struct completed {
    struct party by;           /* without a unit: in the section that holds the case */
    struct party on_behalf_of; /* the outside unit whose answer this records */
    enum answer solved;
    struct digest result_digest;
    int64_t result_length; /* characters; 0 when there is no text */
};

struct reopened {
    struct party by;
    struct str reason;
};

struct callback_made {
    struct party by;
    int64_t attempt; /* from 1; 0: not said */
    enum callback_outcome outcome;
    enum contact_mode mode;
    enum answer solved;
};

struct rated {
    enum satisfaction satisfaction;
    struct str own_level; /* the source's own word and scale */
    struct str own_scale;
    enum rater rater; /* 0 is the citizen too */
    bool is_default;  /* nobody said it: 超时默认 */
    enum answer solved;
};

struct withdrawn {
    struct party by;
    struct str reason;
    struct str approver;
};

struct merged {
    struct uuid into; /* the parent case */
    struct str into_source;
    struct str into_number;
    struct party by;
    struct str approver;
};

struct year_opened {
    struct str unit;
    int64_t year;
};

struct opinion_recorded {
    enum opinion_role role;
    struct party by;
    enum answer agrees;
};

struct spot_checked {
    uint32_t checkers; /* set of enum checker */
    struct codes checked_by;
    enum satisfaction satisfaction;
    enum finding finding;
    enum answer solved;
    struct party about; /* whom a finding concerns; the case itself when nobody */
    struct str sample;  /* of which drawn sample it is part */
};

struct rectification_ordered {
    struct str order_id;
    struct party about;
    struct party by;
    int64_t due_at_us;
    int64_t limit;
    enum limit_unit limit_unit;
    struct str basis; /* the check, inspection or rating it rests on */
};

struct rectification_done {
    struct str order_id;
    struct party by;
    enum answer accepted;
};

struct urged {
    struct str number;
    struct party issuer;
    struct party to;
};

struct explained {
    struct str number; /* of the urging that is answered */
    struct party by;
};

struct notice_issued {
    struct str number;
    struct party issuer;
    struct party about;
    enum finding finding;
};

struct inspected {
    enum inspection_mode mode;
    enum finding finding;
    struct party inspector;
    struct party about;
    struct str number;
};

struct training_held {
    enum training_mode mode;
    enum organiser organiser;
    int64_t headcount;
    struct codes persons;
    struct str section;
    bool is_for_newcomers;
};

struct checklist_evidence {
    int64_t item;   /* 1 to 17 */
    uint32_t parts; /* set of enum evidence_part */
    struct str section;
    struct str person;
    struct str document;
};

struct book_reported {
    struct str section;
    int64_t month; /* 1 to 12 */
    int64_t rows;
    bool is_nil; /* 零报告 */
    struct str by;
};

struct points_adjusted {
    int64_t points_hundredths;
    struct party about;
    struct str reason;
    struct str approver;
    struct str basis;
};

struct voided {
    struct uuid event_id;  /* this event, or … */
    struct str source_ref; /* … those of the same source with this reference */
    struct str reason;
    struct party by;
    struct str approver;
};

struct erased {
    struct str approver;
};

enum subject_kind { SUBJECT_CASE = 1, SUBJECT_UNIT_YEAR, SUBJECT_EITHER };

struct event {
    struct uuid id;
    struct uuid subject;
    enum subject_kind subject_kind;
    struct str
        case_source; /* the first acceptor and its number; of a unit's year the unit's code … */
    struct str case_number; /* … and the year */
    int64_t occurred_at_us; /* of a day's precision: its first instant for Accepted, its last second
                               else */
    int64_t recorded_at_us;
    struct str correlation_id; /* for tracing only: neither content nor kept */
    enum precision precision;
    struct str source; /* who publishes */
    struct str own_number;
    struct str source_ref;
    int64_t source_sequence;
    struct str actor;
    uint32_t texts; /* set of enum text_field */
    enum event_kind kind;
    union {
#define EVENT_KIND(NAME, member, topic, subject) struct member member;
#include "core/event_kinds.def"
#undef EVENT_KIND
    };
};

/* "accepted" …; the topic it travels on; whose subject it wants. */
const char *event_kind_name(enum event_kind kind);
enum topic event_kind_topic(enum event_kind kind);
enum subject_kind event_kind_subject(enum event_kind kind);

/* The order of folding: occurred_at, kind rank, source_sequence, event id.  Total over different
 * ids. */
int event_compare(const struct event *a, const struct event *b);

/* The id of a subject: of a case by its first acceptor and number, of a unit's year by code and
 * year. */
struct uuid event_subject(enum subject_kind kind, struct str source, struct str number);

/* The key of a subject's records: canonical UUID text, or unit/<code>/<year>; in the arena, NULL
 * when it is full. */
struct str event_subject_key(enum subject_kind kind, const struct uuid *subject, struct str source,
                             struct str number, struct arena *arena);

#endif
