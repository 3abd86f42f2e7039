-- The last order to erase this case's data.
-- $1 uuid case
-- One row, or none.
SELECT erased_at, approver, done_at IS NOT NULL
FROM citizen.erasure_order
WHERE case_id = $1::uuid
ORDER BY erased_at DESC
LIMIT 1
