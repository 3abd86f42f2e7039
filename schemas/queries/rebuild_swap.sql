-- The generation that was built becomes the live one.
-- $1 text    projection
-- $2 integer generation
-- Always one row: how many dead letters came, and how many went.
SELECT came, went FROM stream.swap_generation($1, $2::integer)
