-- What folding needs of an interaction lies beside its key: a user's history is read as one stretch, where ten thousand rows by their sequences were as
-- many pages. It is still filled many rows at a time and in order, and what it does not hold yet is above indexed.through.
CREATE TABLE interaction_by_user (
    user_id TEXT NOT NULL,
    event_key BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    type TEXT NOT NULL,
    value REAL NOT NULL,
    happened_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, event_key)
) STRICT, WITHOUT ROWID;

-- From the interactions in their order and not from interaction_key, which would lead to each of them on another page.
INSERT INTO interaction_by_user (user_id, event_key, sequence, item_id, type, value, happened_ms)
SELECT user_id, event_key, sequence, item_id, type, value, happened_ms
FROM interaction
WHERE sequence <= (SELECT through FROM indexed)
ORDER BY user_id, event_key;

DROP TABLE interaction_key;
