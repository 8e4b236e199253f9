ALTER TABLE comments ADD COLUMN featured_by text;

CREATE TABLE lookers (
    comment_id uuid NOT NULL,
    account_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_lookers" PRIMARY KEY (comment_id, account_id),
    CONSTRAINT "FK_lookers_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT "FK_lookers_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

CREATE INDEX "IX_lookers_account_id" ON lookers (account_id);

CREATE TABLE notes (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    commenter_id uuid NOT NULL,
    by_account_id uuid NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_notes" PRIMARY KEY (id),
    CONSTRAINT "FK_notes_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE,
    CONSTRAINT "FK_notes_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT "FK_notes_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE INDEX "IX_notes_comment_id" ON notes (comment_id);
CREATE INDEX "IX_notes_commenter_id" ON notes (commenter_id);
CREATE INDEX "IX_notes_site_id" ON notes (site_id);
