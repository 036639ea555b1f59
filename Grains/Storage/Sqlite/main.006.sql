-- What an app tells of its users beside what they do, and feedback as Gorse's clients know it: one of a type, a user and an item. What feedback means for
-- sessions and models stands in the journal.
CREATE TABLE profile (
    user_id TEXT PRIMARY KEY,
    labels TEXT NOT NULL,
    comment TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feedback (
    feedback_type TEXT NOT NULL,
    user_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    value REAL NOT NULL,
    timestamp_ms INTEGER NOT NULL,
    labels TEXT NOT NULL,
    comment TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    is_pending INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL,
    PRIMARY KEY (feedback_type, user_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX feedback_user ON feedback (user_id, item_id);
CREATE INDEX feedback_item ON feedback (item_id, timestamp_ms);
CREATE INDEX feedback_pending ON feedback (timestamp_ms) WHERE is_pending = 1;
