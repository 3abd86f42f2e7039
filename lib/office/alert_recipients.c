/* alert_recipients -- see alert_recipients.h. */
#include "office/alert_recipients.h"

/* Where a matter is, or was asked first: the unit and section in force on the day. */
struct side {
    struct str unit;
    struct str section;
    struct str person;
};

/* An alert whose recipients are being looked for. */
struct search {
    const struct directory *directory;
    const struct alert_question *question;
    struct side holder;
    struct side receiver;
    bool is_copy;
    struct alert_recipients *out;
};

/* One post that is wanted: by whom else it may be taken. */
struct want {
    enum recipient post;
    const struct side *side;
    bool found;  /* somebody holds it, or what it passes to … */
    bool placed; /* … and is told */
};

enum { STEPS_MAX = 16 }; /* from successor to successor */

/* ---- looking up ---- */

static bool is_in_force(const struct listing_row *row, int64_t day)
{
    return row->first_day.number <= day && day <= listing_end(row);
}

/* The row of these in force that day; NULL: none.  `last_out`: the one that ended last, or began
 * first. */
static const void *row_on(const struct rows *rows, struct listing_range range, int64_t day,
                          const void **last_out)
{
    for (size_t i = range.first; i < range.end; i++) {
        const void *row = rows_at(rows, i);
        *last_out = row;
        if (is_in_force(row, day))
            return row;
    }
    return NULL;
}

static const struct directory_unit *unit_on(const struct directory *directory, struct str code,
                                            int64_t day, const struct directory_unit **last_out)
{
    const struct rows *rows = &directory->tables[DIRECTORY_UNIT];
    const struct directory_unit probe = {.code = code};
    const void *last = NULL;
    const void *row = row_on(rows, listing_find(rows, 1, &probe), day, &last);
    *last_out = last;
    return row;
}

static struct str parent_of(const struct directory *directory, struct str unit, int64_t day)
{
    const struct directory_unit *last = NULL;
    const struct directory_unit *row = unit_on(directory, unit, day, &last);
    return row == NULL ? (struct str) {0} : row->parent;
}

/* A section that was dissolved has its work at its successor. */
static void follow_section(const struct directory *directory, int64_t day, struct side *side)
{
    const struct rows *rows = &directory->tables[DIRECTORY_SECTION];
    for (int step = 0; step < STEPS_MAX; step++) {
        const struct directory_section probe = {.unit = side->unit, .code = side->section};
        const void *last = NULL;
        const void *row = row_on(rows, listing_find(rows, 2, &probe), day, &last);
        const struct directory_section *ended = last;
        if (row != NULL || ended == NULL || ended->successor_section.len == 0)
            return;
        if (ended->successor_unit.len > 0)
            side->unit = ended->successor_unit;
        side->section = ended->successor_section;
    }
}

/* And so has a unit. */
static void follow_unit(const struct directory *directory, int64_t day, struct side *side)
{
    for (int step = 0; step < STEPS_MAX; step++) {
        const struct directory_unit *last = NULL;
        if (unit_on(directory, side->unit, day, &last) != NULL || last == NULL ||
            last->successor.len == 0)
            return;
        side->unit = last->successor;
        side->section = (struct str) {0};
    }
}

/* The section in which a person of the unit works that day, or did at last; '': not known. */
static struct str section_of(const struct directory *directory, struct str unit, struct str person,
                             int64_t day)
{
    const struct rows *rows = &directory->tables[DIRECTORY_MEMBERSHIP];
    const struct directory_membership probe = {.person = person};
    const struct listing_range range = listing_find(rows, 1, &probe);
    struct str section = {0};
    for (size_t i = range.first; i < range.end; i++) {
        const struct directory_membership *row = rows_at(rows, i);
        if (row->row.first_day.number <= day && str_eq(row->unit, unit))
            section = row->section;
    }
    return section;
}

/* Does the person still work in the unit, as far as the directory knows of him at all? */
static bool is_there(const struct directory *directory, struct str unit, struct str person,
                     int64_t day)
{
    const struct rows *memberships = &directory->tables[DIRECTORY_MEMBERSHIP];
    const struct rows *people = &directory->tables[DIRECTORY_PERSON];
    const struct directory_membership membership = {.person = person};
    const struct directory_person known = {.code = person};
    struct listing_range range = listing_find(memberships, 1, &membership);
    const void *last = NULL;
    const struct directory_membership *row = row_on(memberships, range, day, &last);
    if (last != NULL)
        return row != NULL && str_eq(row->unit, unit);
    range = listing_find(people, 1, &known);
    return row_on(people, range, day, &last) != NULL || last == NULL;
}

static struct side side_of(const struct search *search, const struct party *party,
                           struct str otherwise)
{
    const struct directory *directory = search->directory;
    int64_t day = search->question->day;
    struct side side = {
        .unit = party->unit.len > 0 ? party->unit : otherwise,
        .section = party->section,
        .person = party->person,
    };
    if (side.person.len > 0 && side.section.len == 0)
        side.section = section_of(directory, side.unit, side.person, day);
    if (side.person.len > 0 && !is_there(directory, side.unit, side.person, day))
        side.person = (struct str) {0};
    follow_section(directory, day, &side);
    follow_unit(directory, day, &side);
    return side;
}

/* ---- who is told ---- */

/* At two lower levels already. */
static bool was_told_twice(const struct search *search, struct str person)
{
    uint32_t levels = 0;
    for (size_t i = 0; i < search->question->told_count; i++)
        if (str_eq(search->question->told[i].person, person))
            levels |= search->question->told[i].levels;
    return __builtin_popcount(levels & (SET_OF(search->question->level) - 1)) >= 2;
}

static bool is_told_now(const struct search *search, const struct party *party)
{
    for (size_t i = 0; i < search->out->count; i++) {
        const struct party *other = &search->out->items[i].party;
        if (str_eq(other->person, party->person) &&
            (party->person.len > 0 || str_eq(other->unit, party->unit)))
            return true;
    }
    return false;
}

static void put(struct search *search, enum recipient post, const struct party *party)
{
    if (search->out->count < ALERT_RECIPIENTS_MAX)
        search->out->items[search->out->count++] =
            (struct alert_recipient) {.post = post, .party = *party, .is_copy = search->is_copy};
}

/* He holds it; told he is once, and no third time. */
static void take(struct search *search, struct want *want, enum recipient post, struct party party)
{
    want->found = true;
    if (party.person.len > 0 && was_told_twice(search, party.person))
        return;
    want->placed = true;
    if (!is_told_now(search, &party))
        put(search, post, &party);
}

static void take_side(struct search *search, struct want *want)
{
    const struct side *side = want->side;
    if (side->person.len > 0)
        take(search, want, want->post,
             (struct party) {.unit = side->unit, .section = side->section, .person = side->person});
}

/* The holders of a role in a unit: of the section where it is the section's, else of the whole
 * unit. */
static void take_role(struct search *search, struct want *want, enum recipient post,
                      const struct directory_role *role)
{
    const struct rows *rows = &search->directory->tables[DIRECTORY_ROLE];
    const struct listing_range range = listing_find(rows, 3, role);
    for (size_t i = range.first; i < range.end; i++) {
        const struct directory_role *row = rows_at(rows, i);
        bool is_office = row->person.len == 0 && post == RECIPIENT_LEAD_DEPARTMENT;
        if (is_in_force(&row->row, search->question->day) && (row->person.len > 0 || is_office))
            take(
                search, want, post,
                (struct party) {.unit = row->unit, .section = row->section, .person = row->person});
    }
}

static void take_section_post(struct search *search, struct want *want)
{
    const struct directory_role role = {
        .role = STR("section_post"), .unit = want->side->unit, .section = want->side->section};
    if (role.section.len > 0)
        take_role(search, want,
                  want->side == &search->receiver ? RECIPIENT_RECEIVER_SECTION_POST
                                                  : RECIPIENT_HANDLER_SECTION_POST,
                  &role);
}

/* Rows of a unit that name some section are of the unit all the same. */
static void take_of_unit(struct search *search, struct want *want, enum recipient post,
                         struct str role)
{
    const struct rows *rows = &search->directory->tables[DIRECTORY_ROLE];
    const struct directory_role probe = {.role = role, .unit = want->side->unit};
    const struct listing_range range = listing_find(rows, 2, &probe);
    for (size_t i = range.first; i < range.end;) {
        const struct directory_role *row = rows_at(rows, i);
        take_role(search, want, post, row);
        for (struct str section = row->section; i < range.end; i++)
            if (!str_eq(((const struct directory_role *) rows_at(rows, i))->section, section))
                break;
    }
}

static void take_master_post(struct search *search, struct want *want)
{
    take_of_unit(search, want, RECIPIENT_MASTER_POST, STR("master_post"));
}

/* Who has charge of this section, else of the whole unit. */
static void take_leader(struct search *search, struct want *want)
{
    struct directory_role role = {
        .role = STR("leader_in_charge"), .unit = want->side->unit, .section = want->side->section};
    take_role(search, want, RECIPIENT_LEADER_IN_CHARGE, &role);
    role.section = (struct str) {0};
    if (!want->found)
        take_role(search, want, RECIPIENT_LEADER_IN_CHARGE, &role);
}

static void take_section_head(struct search *search, struct want *want)
{
    const struct directory_role role = {
        .role = STR("section_head"), .unit = want->side->unit, .section = want->side->section};
    if (role.section.len > 0)
        take_role(search, want, RECIPIENT_SECTION_HEAD, &role);
}

static void take_head(struct search *search, struct want *want)
{
    take_of_unit(search, want, RECIPIENT_HEAD, STR("head"));
}

static void take_discipline_committee(struct search *search, struct want *want)
{
    take_of_unit(search, want, RECIPIENT_DISCIPLINE_COMMITTEE, STR("discipline_committee"));
}

/* An office that is not of every unit: of this one, or one beside it, or of the units above. */
static void take_office(struct search *search, struct want *want, enum recipient post,
                        struct str role)
{
    const struct rows *rows = &search->directory->tables[DIRECTORY_ROLE];
    const struct directory_role probe = {.role = role};
    const struct listing_range range = listing_find(rows, 1, &probe);
    int64_t day = search->question->day;
    struct side side = *want->side;
    struct want near = {.post = want->post, .side = &side};
    for (int level = 0; level <= ALERT_UNITS_ABOVE_MAX && !near.found; level++) {
        struct str parent = parent_of(search->directory, side.unit, day);
        take_of_unit(search, &near, post, role);
        for (size_t i = range.first; i < range.end && !near.placed; i++) {
            const struct directory_role *row = rows_at(rows, i);
            if (str_eq(parent_of(search->directory, row->unit, day), parent))
                take_role(search, &near, post, row);
        }
        side.unit = parent;
    }
    want->found = want->found || near.found;
    want->placed = want->placed || near.placed;
}

static void take_supervision(struct search *search, struct want *want)
{
    take_office(search, want, RECIPIENT_SUPERVISION_OFFICE, STR("inspector"));
}

static void take_lead_department(struct search *search, struct want *want)
{
    take_office(search, want, RECIPIENT_LEAD_DEPARTMENT, STR("lead_department"));
}

/* How the holders of a post are found, and who is above it. */
static const struct post {
    void (*take)(struct search *, struct want *);
    bool is_of_unit;     /* vacant, it passes to section post and master post */
    enum recipient next; /* RECIPIENTS_COUNT: nobody */
} posts[RECIPIENTS_COUNT] = {
    [RECIPIENT_HANDLER] = {take_side, true, RECIPIENT_SECTION_HEAD},
    [RECIPIENT_RECEIVER] = {take_side, true, RECIPIENT_SECTION_HEAD},
    [RECIPIENT_HANDLER_SECTION_POST] = {take_section_post, true, RECIPIENT_SECTION_HEAD},
    [RECIPIENT_RECEIVER_SECTION_POST] = {take_section_post, true, RECIPIENT_SECTION_HEAD},
    [RECIPIENT_MASTER_POST] = {take_master_post, true, RECIPIENT_SECTION_HEAD},
    [RECIPIENT_SECTION_HEAD] = {take_section_head, true, RECIPIENT_LEADER_IN_CHARGE},
    [RECIPIENT_LEADER_IN_CHARGE] = {take_leader, true, RECIPIENT_HEAD},
    [RECIPIENT_HEAD] = {take_head, true, RECIPIENT_SUPERVISION_OFFICE},
    [RECIPIENT_SUPERVISION_OFFICE] = {take_supervision, false, RECIPIENT_LEAD_DEPARTMENT},
    [RECIPIENT_DISCIPLINE_COMMITTEE] = {take_discipline_committee, true, RECIPIENTS_COUNT},
    [RECIPIENT_LEAD_DEPARTMENT] = {take_lead_department, false, RECIPIENTS_COUNT},
};

/* Who takes this post, or what it passes to, or the next one up. */
static void look_for(struct search *search, enum recipient wanted)
{
    bool is_receivers = wanted == RECIPIENT_RECEIVER || wanted == RECIPIENT_RECEIVER_SECTION_POST;
    const struct side *side = is_receivers ? &search->receiver : &search->holder;
    bool was_found = false;
    for (enum recipient post = wanted; post != RECIPIENTS_COUNT; post = posts[post].next) {
        struct want want = {.post = post, .side = side};
        if (post == RECIPIENT_SUPERVISION_OFFICE && post != wanted && !was_found)
            return; /* nobody holds anything in the unit: then the posts say so */
        posts[post].take(search, &want);
        if (!want.found && posts[post].is_of_unit)
            take_section_post(search, &want);
        if (!want.found && posts[post].is_of_unit)
            take_master_post(search, &want);
        if (want.placed)
            return;
        was_found = was_found || want.found;
    }
}

static void look_for_all(struct search *search, uint32_t wanted, bool is_copy)
{
    search->is_copy = is_copy;
    for (enum recipient post = 0; post < RECIPIENTS_COUNT; post++)
        if ((wanted & SET_OF(post)) != 0)
            look_for(search, post);
}

/* The posts as such: whoever reads it sees who is missing. */
static void put_posts(struct search *search, uint32_t wanted)
{
    search->is_copy = false;
    for (enum recipient post = 0; post < RECIPIENTS_COUNT; post++) {
        bool is_receivers = post == RECIPIENT_RECEIVER || post == RECIPIENT_RECEIVER_SECTION_POST;
        const struct side *side = is_receivers ? &search->receiver : &search->holder;
        if ((wanted & SET_OF(post)) != 0)
            put(search, post, &(struct party) {.unit = side->unit, .section = side->section});
    }
}

/* ---- whole ---- */

void alert_directory_sort(struct directory *directory)
{
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        rows_sort(&directory->tables[i]);
}

void alert_recipients_of(const struct directory *directory, const struct alert_question *question,
                         struct alert_recipients *recipients_out)
{
    struct search search = {.directory = directory, .question = question, .out = recipients_out};
    uint32_t recipients = question->recipients;
    uint32_t copies = question->copies;
    const struct directory_unit *unit = NULL;
    recipients_out->count = 0;
    recipients_out->flags = 0;
    search.holder = side_of(&search, &question->holder, question->accepted_unit);
    search.receiver = side_of(&search, &question->receiver, question->accepted_unit);
    (void) unit_on(directory, search.holder.unit, question->day, &unit);
    if (unit == NULL) {
        recipients_out->flags |= SET_OF(ALERT_UNIT_UNKNOWN);
        recipients = SET_OF(RECIPIENT_SUPERVISION_OFFICE);
        copies = 0;
    }
    if (unit == NULL || unit->is_outside || question->holder.is_outside) {
        search.holder = search.receiver;
        search.holder.person = (struct str) {0}; /* whoever is at that desk */
    }
    look_for_all(&search, recipients, false);
    if (recipients_out->count == 0) {
        recipients_out->flags |= SET_OF(ALERT_NOBODY_IN_ROLE);
        put_posts(&search, recipients);
    }
    look_for_all(&search, copies, true);
}

size_t alert_units_above(const struct directory *directory, struct str unit, int64_t day,
                         struct str units_out[ALERT_UNITS_ABOVE_MAX])
{
    size_t count = 0;
    struct str above = parent_of(directory, unit, day);
    while (above.len > 0 && count < ALERT_UNITS_ABOVE_MAX) {
        units_out[count++] = above;
        above = parent_of(directory, above, day);
    }
    return count;
}
