-- How many blocks the case files of the generation have that search_path names.
-- Always one row.
SELECT pg_relation_size('case_file') / current_setting('block_size')::bigint
