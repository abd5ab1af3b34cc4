-- Images outside the project whose files held something else than what was imported when Cairn looked again: edited
-- by their owner, or another file that a stranger's project names. An export takes them only where the user says so.

CREATE TABLE edited_files (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE
) STRICT;
