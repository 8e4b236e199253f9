CREATE TABLE restrictions (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    commenter_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    level text NOT NULL,
    section text,
    story_id uuid,
    reason text NOT NULL,
    begins_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    is_automatic boolean NOT NULL,
    signed_at timestamp with time zone,
    lifted_at timestamp with time zone,
    CONSTRAINT "PK_restrictions" PRIMARY KEY (id),
    CONSTRAINT "FK_restrictions_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE,
    CONSTRAINT "FK_restrictions_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE,
    CONSTRAINT "FK_restrictions_stories_story_id" FOREIGN KEY (story_id) REFERENCES stories (id)
);

CREATE TABLE appeals (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    commenter_id uuid NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome text,
    answer text NOT NULL,
    decided_at timestamp with time zone,
    by_account_id uuid,
    CONSTRAINT "PK_appeals" PRIMARY KEY (id),
    CONSTRAINT "FK_appeals_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE,
    CONSTRAINT "FK_appeals_decisions_decision_id" FOREIGN KEY (decision_id) REFERENCES decisions (id) ON DELETE CASCADE,
    CONSTRAINT "FK_appeals_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

ALTER TABLE decisions ALTER COLUMN by_account_id DROP NOT NULL;
ALTER TABLE decisions ADD COLUMN statement text NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN source text NOT NULL DEFAULT 'Own';
ALTER TABLE decisions ADD COLUMN restriction_id uuid NULL;
ALTER TABLE notifications ADD COLUMN decision_id uuid NULL;
ALTER TABLE sites ADD COLUMN takes_steps boolean NOT NULL DEFAULT FALSE;

DROP INDEX "IX_notifications_commenter_id_comment_id_kind";
CREATE UNIQUE INDEX "IX_notifications_commenter_id_comment_id_kind" ON notifications (commenter_id, comment_id, kind) WHERE kind <> 'Step';
CREATE UNIQUE INDEX "IX_notifications_decision_id" ON notifications (decision_id) WHERE kind = 'Step';
CREATE INDEX "IX_appeals_commenter_id" ON appeals (commenter_id);
CREATE UNIQUE INDEX "IX_appeals_decision_id" ON appeals (decision_id);
CREATE INDEX "IX_appeals_site_id" ON appeals (site_id);
CREATE INDEX "IX_decisions_site_id_id" ON decisions (site_id, id);
CREATE INDEX "IX_restrictions_commenter_id" ON restrictions (commenter_id);
CREATE INDEX "IX_restrictions_site_id_ends_at" ON restrictions (site_id, ends_at);
CREATE INDEX "IX_restrictions_story_id" ON restrictions (story_id);
