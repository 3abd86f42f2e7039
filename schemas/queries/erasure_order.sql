-- An order to erase a case's data, not yet carried out.
-- $1 uuid        case
-- $2 timestamptz what was recorded until then
-- $3 text        source of the case
-- $4 text        its number
-- $5 text        who approved it
-- No rows.
INSERT INTO citizen.erasure_order (case_id, erased_at, case_source, case_number, approver)
VALUES ($1::uuid, $2::timestamptz, $3, $4, $5)
ON CONFLICT DO NOTHING
