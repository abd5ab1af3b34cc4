-- Collecting and labelling: where pictures come from, what waits to be fetched, what was refused, how good pictures are, and edits that can
-- be undone after a restart.

-- colour: "#rrggbb", '' is the palette's by position. shortcut: one character, '' is the number of the position.
ALTER TABLE classes ADD COLUMN colour TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE classes ADD COLUMN shortcut TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1));
-- ;;
-- provider: 'commons', 'openverse', 'list', … or '' for pictures of the user's own. query: what was asked for.
ALTER TABLE images ADD COLUMN provider TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN query TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN title TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN licence_url TEXT NOT NULL DEFAULT '';
-- ;;
-- An edit is a step of undoing. kind: 'label', 'trash', 'flag', 'split', 'class', … payload: JSON that undoes and redoes what label_events
-- does not hold. undone: 1 between undoing and redoing; a new edit forgets the undone ones.
ALTER TABLE edits ADD COLUMN kind TEXT NOT NULL DEFAULT 'label';
-- ;;
ALTER TABLE edits ADD COLUMN payload TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE edits ADD COLUMN undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1));
-- ;;
CREATE INDEX undone_edits ON edits (id) WHERE undone = 1;
-- ;;
-- What the pixels say, computed once a picture. phash: 8 bytes, OpenCV's perceptual hash. The other values are defined in
-- core/base/imagequality.h.
CREATE TABLE image_quality (
    image_id   INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    phash      BLOB NOT NULL CHECK (length(phash) = 8),
    sharpness  REAL NOT NULL,
    brightness REAL NOT NULL,
    contrast   REAL NOT NULL,
    entropy    REAL NOT NULL,
    saturation REAL NOT NULL
) STRICT;
-- ;;
-- What a run's network says of pictures that have no label, to be accepted or not. probabilities as in predictions.
CREATE TABLE suggestions (
    run_id        INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    image_id      INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    probabilities BLOB NOT NULL,
    PRIMARY KEY (run_id, image_id)
) STRICT, WITHOUT ROWID;
-- ;;
CREATE INDEX suggestions_by_image ON suggestions (image_id);
-- ;;
-- The queue of pictures to fetch. state: 0 waiting, 1 fetching, 2 done, 3 failed, 4 refused (in quarantine), 5 duplicate, 6 cancelled.
-- class_id 0: unlabelled. not_before: a retry's earliest time, milliseconds since 1970.
CREATE TABLE downloads (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    provider    TEXT NOT NULL,
    query       TEXT NOT NULL,
    class_id    INTEGER NOT NULL,
    url         TEXT NOT NULL,
    page_url    TEXT NOT NULL DEFAULT '',
    title       TEXT NOT NULL DEFAULT '',
    author      TEXT NOT NULL DEFAULT '',
    licence     TEXT NOT NULL DEFAULT '',
    licence_url TEXT NOT NULL DEFAULT '',
    state       INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 6),
    reason      TEXT NOT NULL DEFAULT '',
    attempts    INTEGER NOT NULL DEFAULT 0,
    not_before  INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    image_id    INTEGER REFERENCES images (id) ON DELETE SET NULL,
    added_at    INTEGER NOT NULL
) STRICT;
-- ;;
CREATE INDEX downloads_by_state ON downloads (state, id);
-- ;;
CREATE UNIQUE INDEX downloads_by_address ON downloads (url, class_id);
-- ;;
-- Files that were refused, each with the reason. file: relative to the project's folder when Cairn holds it, absolute for the user's own.
CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    file        TEXT NOT NULL UNIQUE,
    reason      TEXT NOT NULL,
    class_id    INTEGER NOT NULL DEFAULT 0,
    download_id INTEGER REFERENCES downloads (id) ON DELETE SET NULL,
    added_at    INTEGER NOT NULL
) STRICT;
