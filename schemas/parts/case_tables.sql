-- The tables every ledger has: the files, and what is known of a whole case (lib/core/case_row).
CREATE TABLE case_file (
    subject uuid NOT NULL,
    revision bigint NOT NULL,
    rules_version bigint NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT case_file_pkey PRIMARY KEY (subject)
) WITH (fillfactor = 70);
COMMENT ON TABLE case_file IS
    'The events of every subject (卷宗), packed, and the rules its rows were made with.  Rebuilt by replaying the topics; never edit by hand.';

CREATE TABLE case_row (
    case_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    status text NOT NULL,
    incomplete boolean NOT NULL,
    accepted_unit text NOT NULL,
    accepted_section text NOT NULL,
    accepted_at timestamptz,
    accepted_precision text NOT NULL,
    asked_at timestamptz,
    receiver text NOT NULL,
    channel text NOT NULL,
    category text NOT NULL,
    priority text NOT NULL,
    has_name boolean NOT NULL,
    has_contact boolean NOT NULL,
    has_content boolean NOT NULL,
    against_unit text NOT NULL,
    against_section text NOT NULL,
    against_person text NOT NULL,
    holder_unit text NOT NULL,
    holder_section text NOT NULL,
    holder_person text NOT NULL,
    first_contact_at timestamptz,
    first_completed_at timestamptz,
    completed_at timestamptz,
    completed_precision text NOT NULL,
    completed_by text NOT NULL,
    on_behalf_of text NOT NULL,
    has_result boolean NOT NULL,
    solved text NOT NULL,
    rounds integer NOT NULL,
    reopened_at timestamptz,
    callback_at timestamptz,
    callback_precision text NOT NULL,
    callback_outcome text NOT NULL,
    callback_attempts integer NOT NULL,
    rated_at timestamptz,
    satisfaction text NOT NULL,
    satisfaction_first text NOT NULL,
    satisfaction_after text NOT NULL,
    own_level text NOT NULL,
    own_scale text NOT NULL,
    section_head_opinion_at timestamptz,
    section_head_agrees text NOT NULL,
    leader_opinion_at timestamptz,
    leader_agrees text NOT NULL,
    spot_checked_at timestamptz,
    spot_checkers text NOT NULL,
    spot_check_satisfaction text NOT NULL,
    spot_check_finding text NOT NULL,
    spot_checks integer NOT NULL,
    rectifications_ordered integer NOT NULL,
    rectifications_done integer NOT NULL,
    urgings integer NOT NULL,
    explanations integer NOT NULL,
    notices integer NOT NULL,
    withdrawn_at timestamptz,
    merged_at timestamptz,
    merged_into uuid,
    merged_source text NOT NULL,
    merged_number text NOT NULL,
    hops integer NOT NULL,
    loops integer NOT NULL,
    returns integer NOT NULL,
    pauses integer NOT NULL,
    is_paused boolean NOT NULL,
    extensions integer NOT NULL,
    is_mock_visit boolean NOT NULL,
    erased boolean NOT NULL,
    flags text NOT NULL,
    CONSTRAINT case_row_pkey PRIMARY KEY (case_id),
    CONSTRAINT case_row_status_check CHECK (status IN ('open', 'completed', 'withdrawn', 'merged')),
    CONSTRAINT case_row_accepted_precision_check
        CHECK (accepted_precision IN ('', 'instant', 'day')),
    CONSTRAINT case_row_channel_check
        CHECK (channel IN ('', 'call', 'visit', 'letter', 'mailbox', 'hotline', 'other')),
    CONSTRAINT case_row_category_check
        CHECK (category IN ('unclassified', 'consultation', 'service', 'problem', 'complaint', 'other')),
    CONSTRAINT case_row_completed_precision_check
        CHECK (completed_precision IN ('', 'instant', 'day')),
    CONSTRAINT case_row_solved_check CHECK (solved IN ('', 'yes', 'no')),
    CONSTRAINT case_row_callback_precision_check
        CHECK (callback_precision IN ('', 'instant', 'day')),
    CONSTRAINT case_row_callback_outcome_check
        CHECK (callback_outcome IN ('', 'reached', 'unreachable', 'refused')),
    CONSTRAINT case_row_satisfaction_check
        CHECK (satisfaction IN ('', 'satisfied', 'fair', 'dissatisfied')),
    CONSTRAINT case_row_satisfaction_first_check
        CHECK (satisfaction_first IN ('', 'satisfied', 'fair', 'dissatisfied')),
    CONSTRAINT case_row_satisfaction_after_check
        CHECK (satisfaction_after IN ('', 'satisfied', 'fair', 'dissatisfied')),
    CONSTRAINT case_row_section_head_agrees_check CHECK (section_head_agrees IN ('', 'yes', 'no')),
    CONSTRAINT case_row_leader_agrees_check CHECK (leader_agrees IN ('', 'yes', 'no')),
    CONSTRAINT case_row_spot_checkers_check
        CHECK (spot_checkers IN ('', 'master_post', 'discipline_committee', 'master_post,discipline_committee')),
    CONSTRAINT case_row_spot_check_satisfaction_check
        CHECK (spot_check_satisfaction IN ('', 'satisfied', 'fair', 'dissatisfied')),
    CONSTRAINT case_row_spot_check_finding_check
        CHECK (spot_check_finding IN ('', 'good', 'bad', 'none'))
) WITH (fillfactor = 70);
COMMENT ON TABLE case_row IS
    'What is known of a whole case, one row a case.  Rebuilt by replaying the topics; never edit by hand.';
