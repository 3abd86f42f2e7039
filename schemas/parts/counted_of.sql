    -- of contribution_row AS counted: whose counters these are, with the names of the last of their days
    counted.unit,
    directory.unit_name(counted.unit, max(counted.day)) AS unit_name,
    counted.section,
    directory.section_name(counted.unit, counted.section, max(counted.day)) AS section_name,
    counted.person,
    directory.person_name(counted.person, max(counted.day)) AS person_name,
    counted.account
