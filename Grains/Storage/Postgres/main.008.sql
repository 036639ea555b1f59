-- readable-from: 7
-- What an app tells of its users beside what they do, and feedback as Gorse's clients know it: one of a type, a user and an item. What feedback means for
-- sessions and models stands in the journal. In the order of bytes, so that cursors do not depend on a server's language.
CREATE TABLE profile (
    user_id text COLLATE "C" PRIMARY KEY,
    labels text NOT NULL,
    comment text NOT NULL
);

CREATE TABLE feedback (
    feedback_type text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    value double precision NOT NULL,
    timestamp_ms bigint NOT NULL,
    labels text NOT NULL,
    comment text NOT NULL,
    type text NOT NULL,
    version bigint NOT NULL,
    is_pending boolean NOT NULL,
    is_deleted boolean NOT NULL,
    PRIMARY KEY (feedback_type, user_id, item_id)
);

CREATE INDEX feedback_user ON feedback (user_id, item_id);
CREATE INDEX feedback_item ON feedback (item_id, timestamp_ms);
CREATE INDEX feedback_pending ON feedback (timestamp_ms) WHERE is_pending;
