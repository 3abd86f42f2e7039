-- Case files of the generation that search_path names, in which a unit is named or which a published score rests on,
-- one part after the other.  A packed file holds every text that its events name once, as it is, so that one without
-- the unit's code gives nothing to the unit; one that has it by chance is only read in vain.
-- $1 uuid the subject behind which to begin; zeroes: with the first
-- $2 bigint the revision of the rules under which their rows were made
-- $3 bigint how many at most
-- $4 text the unit
-- $5 bigint the published score; 0: none
-- One row a file, in the order of subjects.
SELECT subject, bytes
FROM case_file
WHERE subject > $1::uuid AND rules_version = $2::bigint
    AND (
        position(convert_to($4::text, 'UTF8') IN bytes) > 0
        OR subject IN (SELECT subject FROM fact.score_case WHERE score = $5::bigint)
    )
ORDER BY subject
LIMIT $3::bigint
