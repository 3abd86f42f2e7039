-- Trees of units that nobody needs any longer: neither the rules in force nor those that rows of some file were made
-- under.  Nobody can come to need one later: files are only written under the rules in force, and whoever writes holds
-- these until it commits, so what is not in this snapshot under older rules never will be.  The files of a generation
-- that is being built are not looked at: while there is one, everything stays.
-- One row affected a unit and period.
DELETE FROM policy.unit_place AS place
WHERE NOT EXISTS (SELECT FROM stream.generation AS generation WHERE generation.state = 'building')
  AND place.rules_version NOT IN (
      SELECT max(kept.rules_version)
      FROM (SELECT rules.version FROM stream.rules_version AS rules
            UNION
            SELECT used.rules_version FROM book.rules_in_use AS used) AS needed (version)
      JOIN policy.unit_place AS kept ON kept.rules_version <= needed.version
      GROUP BY needed.version)
