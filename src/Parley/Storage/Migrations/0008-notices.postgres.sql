CREATE TABLE notices (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    revision integer NOT NULL,
    url text NOT NULL,
    text text NOT NULL,
    name text NOT NULL,
    explanation text NOT NULL,
    notifier_name text,
    notifier_email text,
    is_about_children boolean NOT NULL,
    language text NOT NULL,
    secret_hash bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome text,
    answer text NOT NULL,
    decided_at timestamp with time zone,
    by_account_id uuid,
    complaint text NOT NULL,
    complained_at timestamp with time zone,
    complaint_answer text NOT NULL,
    complaint_is_right boolean,
    complaint_answered_at timestamp with time zone,
    complaint_by_account_id uuid,
    CONSTRAINT "PK_notices" PRIMARY KEY (id),
    CONSTRAINT "FK_notices_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT "FK_notices_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE INDEX "IX_notices_comment_id" ON notices (comment_id);
CREATE UNIQUE INDEX "IX_notices_secret_hash" ON notices (secret_hash);
CREATE INDEX "IX_notices_site_id" ON notices (site_id);
