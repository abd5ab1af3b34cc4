-- What tells that a file changed since it was read.

-- modified_at: the file's time of last change when its content was read, milliseconds since 1970; 0 where nobody looked.
ALTER TABLE images ADD COLUMN modified_at INTEGER NOT NULL DEFAULT 0;
