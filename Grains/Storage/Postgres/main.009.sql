-- readable-from: 7
-- Which journal this is. Its archives say so, and are held against no other one.
CREATE TABLE journal (
    id uuid PRIMARY KEY
);

INSERT INTO journal (id) VALUES (gen_random_uuid());

-- Each event of a user once, for ever: also where the interaction itself was archived. Not partitioned, because uniqueness within a partition would not be that.
CREATE TABLE interaction_key (
    user_id text NOT NULL,
    event_key bytea NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (user_id, event_key)
);

-- Until the next migration, which comes when the keys of all older interactions were copied too: silos of the version before go on writing meanwhile.
CREATE FUNCTION interaction_key_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO interaction_key (user_id, event_key, sequence)
    SELECT user_id, event_key, sequence FROM added ORDER BY user_id, event_key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION interaction_key_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM interaction_key USING removed
    WHERE interaction_key.user_id = removed.user_id AND interaction_key.event_key = removed.event_key;
    RETURN NULL;
END
$$;

SET LOCAL lock_timeout = '10s';

CREATE TRIGGER interaction_key_added AFTER INSERT ON interaction
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION interaction_key_added();
CREATE TRIGGER interaction_key_removed AFTER DELETE ON interaction
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION interaction_key_removed();
