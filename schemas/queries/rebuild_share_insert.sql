-- A share is loaded; who loads it a second time fails here.
-- $1 text    projection
-- $2 integer generation
-- $3 integer share
-- One row.
INSERT INTO stream.rebuild_share (projection, generation, share) VALUES ($1, $2::integer, $3::integer)
