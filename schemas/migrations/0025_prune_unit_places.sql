-- prune_unit_places: the tree of units is copied whenever it changes (0023), and a copy that no row rests on any longer
-- is of no use: what a person may ask for, the directory itself says with its days.  Calendars and policies are no
-- copies: each was loaded by somebody, is named by rows and reports of its time, and stays.
-- Locks: policy.unit_place, for a moment.  On a full table: at once.

SET LOCAL ROLE shouwen_owner;

GRANT DELETE ON policy.unit_place TO shouwen_admin;
COMMENT ON TABLE policy.unit_place IS
    'which unit stood below which, and when, each time the directory said so anew; never changed, superseded by a higher version, and removed when no row was made under it';
