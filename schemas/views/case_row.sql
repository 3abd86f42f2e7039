-- projection: master_ledger
--
-- One row a case, also a stub's that stands in no book yet.
CREATE VIEW book.case_row AS
SELECT
    whole.case_id,
    whole.receiver,
    whole.case_source,
    whole.case_number,
    whole.status,
    whole.incomplete,
    whole.accepted_unit,
    whole.accepted_section,
    whole.accepted_at,
    whole.accepted_precision,
    whole.asked_at,
    whole.channel,
    whole.category,
    whole.priority,
    whole.has_name,
    whole.has_contact,
    whole.has_content,
    whole.against_unit,
    whole.against_section,
    whole.against_person,
    whole.holder_unit,
    whole.holder_section,
    whole.holder_person,
    whole.first_contact_at,
    CASE
        WHEN whole.first_contact_at < whole.accepted_at THEN 0
        ELSE floor(extract(epoch FROM whole.first_contact_at - whole.accepted_at) / 60)::bigint
    END AS first_contact_minutes,
    whole.first_completed_at,
    whole.completed_at,
    whole.completed_precision,
    CASE
        WHEN whole.first_completed_at < whole.accepted_at THEN 0
        ELSE floor(extract(epoch FROM whole.first_completed_at - whole.accepted_at) / 60)::bigint
    END AS first_completion_minutes,
    whole.completed_by,
    whole.on_behalf_of,
    whole.has_result,
    whole.solved,
    whole.rounds,
    whole.reopened_at,
    whole.callback_at,
    whole.callback_precision,
    whole.callback_outcome,
    whole.callback_attempts,
    whole.rated_at,
    whole.satisfaction,
    whole.satisfaction_first,
    whole.satisfaction_after,
    whole.own_level,
    whole.own_scale,
    whole.section_head_opinion_at,
    whole.section_head_agrees,
    whole.leader_opinion_at,
    whole.leader_agrees,
    whole.spot_checked_at,
    whole.spot_checkers,
    whole.spot_check_satisfaction,
    whole.spot_check_finding,
    whole.spot_checks,
    whole.rectifications_ordered,
    whole.rectifications_done,
    whole.urgings,
    whole.explanations,
    whole.notices,
    whole.withdrawn_at,
    whole.merged_at,
    whole.merged_into,
    whole.merged_source,
    whole.merged_number,
    parent.status AS parent_status,
    parent.completed_at AS parent_completed_at,
    parent.satisfaction AS parent_satisfaction,
    whole.hops,
    whole.loops,
    whole.returns,
    whole.pauses,
    whole.is_paused,
    whole.extensions,
    whole.is_mock_visit,
    whole.erased,
    whole.flags
FROM case_row AS whole
LEFT JOIN case_row AS parent ON parent.case_id = whole.merged_into;

COMMENT ON VIEW book.case_row IS
    'What is known of every case; incomplete ones were seen only through later events';
GRANT SELECT ON book.case_row TO analyst;
