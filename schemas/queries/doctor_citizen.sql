-- How personal data is kept.
-- One row: roles whose values may reach the server's log (migration keep_values_out_of_logs), whether the access log is
-- whole, how many orders to erase were broken off.
SELECT coalesce((SELECT string_agg(known.rolname, ', ' ORDER BY known.rolname)
                 FROM pg_roles AS known
                 WHERE known.rolname IN ('shouwen_section_ledger', 'shouwen_master_ledger', 'shouwen_citizen_register',
                                         'shouwen_overdue_alerts', 'shouwen_assessment')
                   AND NOT coalesce(known.rolconfig @> ARRAY['log_parameter_max_length=0', 'log_error_verbosity=terse',
                                                             'log_parameter_max_length_on_error=0'], false)), ''),
       citizen.access_log_is_whole(),
       (SELECT count(*) FROM citizen.erasure_order WHERE done_at IS NULL)
