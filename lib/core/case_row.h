/*
 * case_row -- what both ledgers keep of a whole case, one row a case.
 *
 * What concerns the case as a whole stands here once and not in every section's row, so that a
 * rating or a callback changes one row; views join the two.  Texts are codes; times are instants
 * with, where books have dates only, their precision beside them.
 */
#ifndef SHOUWEN_CORE_CASE_ROW_H
#define SHOUWEN_CORE_CASE_ROW_H

#include "core/life.h"
#include "core/table.h"

struct case_row {
    struct uuid case_id;
    struct str case_source;
    struct str case_number;
    struct str status;
    bool incomplete;

    struct str accepted_unit; /* these three of the acceptance itself: '' and none of a stub */
    struct str accepted_section;
    struct instant accepted_at;
    struct str accepted_precision;
    struct instant asked_at;
    struct str receiver;
    struct str channel;
    struct str category;
    struct str priority;
    bool has_name;
    bool has_contact;
    bool has_content;
    struct str against_unit;
    struct str against_section;
    struct str against_person;

    struct str holder_unit; /* now */
    struct str holder_section;
    struct str holder_person;
    struct instant first_contact_at;
    struct instant first_completed_at; /* 备注 */
    struct instant completed_at;       /* 办结时间: the last */
    struct str completed_precision;
    struct str completed_by;
    struct str on_behalf_of; /* the outside unit whose answer was recorded */
    bool has_result;
    struct str solved;
    int32_t rounds;
    struct instant reopened_at; /* the last */

    struct instant callback_at;
    struct str callback_precision;
    struct str callback_outcome;
    int32_t callback_attempts; /* of the last round that was called back */
    struct instant rated_at;
    struct str satisfaction; /* the last that counts */
    struct str satisfaction_first;
    struct str satisfaction_after; /* after reopening or rectification; '' when it was neither */
    struct str own_level;
    struct str own_scale;

    struct instant section_head_opinion_at;
    struct str section_head_agrees;
    struct instant leader_opinion_at;
    struct str leader_agrees;
    struct instant spot_checked_at; /* the last */
    struct str spot_checkers;
    struct str spot_check_satisfaction;
    struct str spot_check_finding;
    int32_t spot_checks;
    int32_t rectifications_ordered;
    int32_t rectifications_done;
    int32_t urgings;
    int32_t explanations;
    int32_t notices;

    struct instant withdrawn_at;
    struct instant merged_at;
    struct uuid merged_into;
    struct str merged_source;
    struct str merged_number;

    int32_t hops;
    int32_t loops;
    int32_t returns;
    int32_t pauses;
    bool is_paused;
    int32_t extensions;
    bool is_mock_visit;
    bool erased;
    struct str flags;
};

extern const struct table case_row_table;

/* The row of a case; none of a unit's year. */
void case_row_add(const struct life *life, struct rows *out);

#endif
