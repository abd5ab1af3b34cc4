-- What is owed to the people whose images were collected, as their services tell it, and a second address of what is fetched.

-- attribution: the wording that the author demands, in place of the name. uploader: whom the service knows where no author is named.
-- restrictions: beyond copyright ('personality', 'trademarked', …). usage_terms: the license in words. credit: where the author has it from.
ALTER TABLE images ADD COLUMN attribution TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN uploader TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN restrictions TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN usage_terms TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE images ADD COLUMN credit TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE downloads ADD COLUMN attribution TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE downloads ADD COLUMN uploader TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE downloads ADD COLUMN restrictions TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE downloads ADD COLUMN usage_terms TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE downloads ADD COLUMN credit TEXT NOT NULL DEFAULT '';
-- ;;
-- second_url: tried where the first address is dead for good. on_second: 1 once it is.
ALTER TABLE downloads ADD COLUMN second_url TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE downloads ADD COLUMN on_second INTEGER NOT NULL DEFAULT 0 CHECK (on_second IN (0, 1));
-- ;;
-- What a person has unticked among the first images of a search: no later search for the class queues it.
CREATE TABLE unwanted (
    url      TEXT NOT NULL,
    class_id INTEGER NOT NULL,
    PRIMARY KEY (url, class_id)
) STRICT, WITHOUT ROWID;
