-- Keep the strata of a sample.
-- $1 text unit
-- $2 text sample
-- $3 text[] sections, $4 text[] ratings, $5 bigint[] populations, $6 bigint[] how many are drawn
-- As many rows are inserted.
INSERT INTO fact.draw_stratum (unit, sample, section, satisfaction, population, drawn)
SELECT $1, $2, stratum.section, stratum.satisfaction, stratum.population, stratum.drawn
FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[])
    AS stratum (section, satisfaction, population, drawn)
