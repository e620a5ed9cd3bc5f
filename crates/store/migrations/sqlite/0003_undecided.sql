-- What waits for its verdict is looked through again and again: the index alone answers, without the rows and their sources.
-- SQLite looks at the status of what a partial index finds, so that is in it too.
DROP INDEX submissions_undecided;
CREATE INDEX submissions_undecided ON submissions (accepted_at_ms, id, judging, status) WHERE status IS NULL;
