-- citizen.erasure_order: whose data is to be erased, who approved it, whether everything was published.  Written before
-- anything is published, so that an erasure broken off half-way is gone on with under the same time and not begun
-- anew.  Durable: a fact about this installation.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

CREATE TABLE citizen.erasure_order (
    case_id uuid NOT NULL,
    erased_at timestamptz NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    approver text NOT NULL,
    done_at timestamptz,
    CONSTRAINT erasure_order_key PRIMARY KEY (case_id, erased_at),
    CONSTRAINT erasure_order_approver_named CHECK (approver <> '')
);

COMMENT ON TABLE citizen.erasure_order IS
    'orders of shouwen-citizen-register erase; the number of a case is no personal datum';
COMMENT ON COLUMN citizen.erasure_order.erased_at IS 'what was recorded until then is erased';
COMMENT ON COLUMN citizen.erasure_order.done_at IS
    'when the broker had all of it; NULL: it was broken off, and is to be repeated';

GRANT SELECT, INSERT, UPDATE (done_at) ON citizen.erasure_order TO shouwen_citizen_register;
GRANT SELECT ON citizen.erasure_order TO supervisor, shouwen_admin;
