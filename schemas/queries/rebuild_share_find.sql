-- Has a generation being built this share already?
-- $1 text    projection
-- $2 integer generation
-- $3 integer share
-- One row, or none.
SELECT loaded_at FROM stream.rebuild_share WHERE projection = $1 AND generation = $2::integer AND share = $3::integer
