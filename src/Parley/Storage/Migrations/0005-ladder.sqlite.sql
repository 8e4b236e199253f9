CREATE TABLE "restrictions" (
    "id" BLOB NOT NULL CONSTRAINT "PK_restrictions" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "commenter_id" BLOB NOT NULL,
    "decision_id" BLOB NOT NULL,
    "level" TEXT NOT NULL,
    "section" TEXT NULL,
    "story_id" BLOB NULL,
    "reason" TEXT NOT NULL,
    "begins_at" INTEGER NOT NULL,
    "ends_at" INTEGER NOT NULL,
    "is_automatic" INTEGER NOT NULL,
    "signed_at" INTEGER NULL,
    "lifted_at" INTEGER NULL,
    CONSTRAINT "FK_restrictions_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_restrictions_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_restrictions_stories_story_id" FOREIGN KEY ("story_id") REFERENCES "stories" ("id")
);

-- SQLite cannot let an existing column be empty: the table is made anew with all its rows.
CREATE TABLE "decisions_anew" (
    "id" BLOB NOT NULL CONSTRAINT "PK_decisions" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "comment_id" BLOB NOT NULL,
    "by_account_id" BLOB NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NULL,
    "at" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "statement" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT 'Own',
    "restriction_id" BLOB NULL,
    CONSTRAINT "FK_decisions_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);
INSERT INTO "decisions_anew" ("id", "site_id", "comment_id", "by_account_id", "kind", "reason", "at", "revision")
    SELECT "id", "site_id", "comment_id", "by_account_id", "kind", "reason", "at", "revision" FROM "decisions";
DROP TABLE "decisions";
ALTER TABLE "decisions_anew" RENAME TO "decisions";

CREATE TABLE "appeals" (
    "id" BLOB NOT NULL CONSTRAINT "PK_appeals" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "decision_id" BLOB NOT NULL,
    "commenter_id" BLOB NOT NULL,
    "text" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "outcome" TEXT NULL,
    "answer" TEXT NOT NULL,
    "decided_at" INTEGER NULL,
    "by_account_id" BLOB NULL,
    CONSTRAINT "FK_appeals_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_appeals_decisions_decision_id" FOREIGN KEY ("decision_id") REFERENCES "decisions" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_appeals_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

ALTER TABLE "notifications" ADD COLUMN "decision_id" BLOB NULL;
ALTER TABLE "sites" ADD COLUMN "takes_steps" INTEGER NOT NULL DEFAULT 0;

DROP INDEX "IX_notifications_commenter_id_comment_id_kind";
CREATE UNIQUE INDEX "IX_notifications_commenter_id_comment_id_kind" ON "notifications" ("commenter_id", "comment_id", "kind") WHERE kind <> 'Step';
CREATE UNIQUE INDEX "IX_notifications_decision_id" ON "notifications" ("decision_id") WHERE kind = 'Step';
CREATE INDEX "IX_appeals_commenter_id" ON "appeals" ("commenter_id");
CREATE UNIQUE INDEX "IX_appeals_decision_id" ON "appeals" ("decision_id");
CREATE INDEX "IX_appeals_site_id" ON "appeals" ("site_id");
CREATE INDEX "IX_decisions_comment_id" ON "decisions" ("comment_id");
CREATE INDEX "IX_decisions_site_id_id" ON "decisions" ("site_id", "id");
CREATE INDEX "IX_restrictions_commenter_id" ON "restrictions" ("commenter_id");
CREATE INDEX "IX_restrictions_site_id_ends_at" ON "restrictions" ("site_id", "ends_at");
CREATE INDEX "IX_restrictions_story_id" ON "restrictions" ("story_id");
