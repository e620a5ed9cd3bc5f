-- One row for each accepted submission or run. Writers: the api inserts; the projector alone sets the verdict's columns.
CREATE TABLE submissions (
    id              TEXT    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,          -- 'run' | 'submission'
    tenant          TEXT    NOT NULL,
    user            TEXT    NOT NULL,
    class           TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    problem         TEXT,
    accepted_at_ms  INTEGER NOT NULL,
    request         TEXT,                      -- what was sent, as JSON; null once retention has taken it
    judging         INTEGER NOT NULL,          -- the newest judging
    status          TEXT,                      -- null until the verdict
    verdict         TEXT,                      -- JSON; outputs are taken by retention
    decided_at_ms   INTEGER
) STRICT;

CREATE INDEX submissions_by_user ON submissions (tenant, user, kind, accepted_at_ms DESC, id DESC);
CREATE INDEX submissions_undecided ON submissions (accepted_at_ms) WHERE status IS NULL;
CREATE INDEX submissions_by_age ON submissions (accepted_at_ms) WHERE request IS NOT NULL;

-- How far the projector has read each region's verdicts. Writer: the projector, with the rows, in one transaction.
CREATE TABLE positions (
    region    TEXT    NOT NULL PRIMARY KEY,
    sequence  INTEGER NOT NULL
) STRICT;
