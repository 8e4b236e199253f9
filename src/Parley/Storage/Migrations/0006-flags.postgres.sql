CREATE TABLE flags (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    revision integer NOT NULL,
    commenter_id uuid NOT NULL,
    reason text NOT NULL,
    note text NOT NULL,
    at timestamp with time zone NOT NULL,
    network_hash bytea,
    outcome text,
    decided_at timestamp with time zone,
    CONSTRAINT "PK_flags" PRIMARY KEY (id),
    CONSTRAINT "FK_flags_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE,
    CONSTRAINT "FK_flags_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT "FK_flags_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX "IX_flags_comment_id_commenter_id" ON flags (comment_id, commenter_id);
CREATE INDEX "IX_flags_commenter_id" ON flags (commenter_id);
CREATE INDEX "IX_flags_site_id" ON flags (site_id) WHERE outcome IS NULL;
