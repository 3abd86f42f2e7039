    -- the columns of book.clock, for the views that are parts of it
    subject, case_source, case_number, clock, clock_round, unit, unit_name, section, section_name, person,
    person_name, accepted_unit, case_receiver, started_at, limit_amount, limit_unit, due_at, due_day,
    base_due_at, extensions_counted, is_provisional, is_clock_paused, ended, stopped_at, verdict, used,
    remaining, is_running, is_due_today, is_due_this_week, is_overdue, overdue_minutes, policy,
    policy_version, policy_scope, policy_unit, policy_category, policy_channel, policy_priority, calendar,
    calendar_version, started_by, stopped_by, ordered_by
