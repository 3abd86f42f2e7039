-- The broker has all of an erasure.
-- $1 uuid        case
-- $2 timestamptz of the order
-- No rows.
UPDATE citizen.erasure_order
SET done_at = now()
WHERE case_id = $1::uuid AND erased_at = $2::timestamptz AND done_at IS NULL
