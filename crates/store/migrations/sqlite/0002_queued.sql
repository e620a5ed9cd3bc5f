-- How much of a user waits for its verdict is asked before each acceptance.
CREATE INDEX submissions_queued ON submissions (tenant, user) WHERE status IS NULL;
