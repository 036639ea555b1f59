-- Only names and bounds change here: PartitionUpgrade has copied the keys, built the indexes and checked the border before, while others wrote.
SET LOCAL lock_timeout = '10s';
LOCK TABLE interaction IN ACCESS EXCLUSIVE MODE;

DROP TRIGGER interaction_key_added ON interaction;
DROP TRIGGER interaction_key_removed ON interaction;
DROP FUNCTION interaction_key_added();

-- An identity is a table's own, and partitions may not have one. The sequence goes on under its name from where it is: numbers are never given twice.
DO $$
DECLARE
    last bigint;
    is_drawn boolean;
BEGIN
    SELECT last_value, is_called INTO last, is_drawn FROM interaction_sequence_seq;
    ALTER TABLE interaction ALTER COLUMN sequence DROP IDENTITY;
    CREATE SEQUENCE interaction_sequence_seq OWNED BY interaction_key.sequence;
    PERFORM setval('interaction_sequence_seq', last, is_drawn);
END
$$;

ALTER TABLE interaction_key ALTER COLUMN sequence SET DEFAULT nextval('interaction_sequence_seq');

ALTER TABLE interaction RENAME TO interaction_before;
ALTER TABLE interaction_before DROP CONSTRAINT interaction_pkey;
CREATE UNIQUE INDEX IF NOT EXISTS interaction_before_pkey ON interaction_before (user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value);
CREATE INDEX IF NOT EXISTS interaction_before_sequence ON interaction_before (sequence);
ALTER TABLE interaction_before ADD CONSTRAINT interaction_before_pkey PRIMARY KEY USING INDEX interaction_before_pkey;
DROP INDEX interaction_event;
DROP INDEX interaction_history;

-- By the time of recording, which the server gives: what clients say of time may be any. The key has the user, so that rows can be distributed by it, and what
-- folding needs, so that a history is read from the index alone. Only PostgresJournalCommitter may insert here: its lock is what keeps followers from passing
-- over a row (see JournalHorizon), and a row has its sequence from interaction_key.
CREATE TABLE interaction (
    sequence bigint NOT NULL,
    user_id text NOT NULL,
    event_key bytea NOT NULL,
    item_id text NOT NULL,
    type text NOT NULL,
    value double precision NOT NULL,
    happened_ms bigint NOT NULL,
    recorded_ms bigint NOT NULL,
    PRIMARY KEY (user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value)
) PARTITION BY RANGE (recorded_ms);

CREATE INDEX interaction_sequence ON interaction (sequence);

-- What no other partition takes: an insert never fails for want of one.
CREATE TABLE interaction_rest PARTITION OF interaction DEFAULT;

DO $$
BEGIN
    IF EXISTS (SELECT FROM interaction_before) THEN
        EXECUTE format('ALTER TABLE interaction ATTACH PARTITION interaction_before FOR VALUES FROM (MINVALUE) TO (%s)', current_setting('manidala.border'));
        ALTER TABLE interaction_before DROP CONSTRAINT IF EXISTS interaction_before_border;

        -- Silos of the version before, which still run, can no longer write; but they can erase, and know of no keys.
        CREATE TRIGGER interaction_key_removed AFTER DELETE ON interaction
            REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION interaction_key_removed();
    ELSE
        DROP TABLE interaction_before;
        DROP FUNCTION interaction_key_removed();
    END IF;
END
$$;
