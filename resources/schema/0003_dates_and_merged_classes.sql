-- When pictures were taken, and finding where a class went.

-- taken_at: milliseconds since 1970 by the camera's clock, which names no zone; 0 where nobody knows.
ALTER TABLE images ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
-- ;;
CREATE INDEX class_edits ON edits (id) WHERE kind = 'class';
