-- of the rows WITH next those that are printed at once: $10 bytes of files at the most, but one row at least
SELECT case_id, came_in_at, file_bytes
FROM (
    SELECT next.case_id, next.came_in_at, file.bytes AS file_bytes,
        sum(octet_length(file.bytes)) OVER so_far AS bytes, row_number() OVER so_far AS number
    FROM next
    JOIN case_file AS file ON file.subject = next.case_id
    WINDOW so_far AS (ORDER BY next.came_in_at, next.case_id ROWS UNBOUNDED PRECEDING)
) AS page
WHERE number = 1 OR bytes <= $10
ORDER BY came_in_at, case_id
