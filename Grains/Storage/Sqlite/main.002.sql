-- Bundles on their way here, in parts. Kept in the database so that any gateway and any silo can go on with one, also after a restart.
CREATE TABLE model_upload (
    id TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    received INTEGER NOT NULL,
    touched_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE model_upload_part (
    id TEXT NOT NULL REFERENCES model_upload (id),
    position INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (id, position)
) STRICT;
