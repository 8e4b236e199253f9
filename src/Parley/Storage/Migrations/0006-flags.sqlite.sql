CREATE TABLE "flags" (
    "id" BLOB NOT NULL CONSTRAINT "PK_flags" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "comment_id" BLOB NOT NULL,
    "revision" INTEGER NOT NULL,
    "commenter_id" BLOB NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "network_hash" BLOB NULL,
    "outcome" TEXT NULL,
    "decided_at" INTEGER NULL,
    CONSTRAINT "FK_flags_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_flags_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_flags_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "IX_flags_comment_id_commenter_id" ON "flags" ("comment_id", "commenter_id");
CREATE INDEX "IX_flags_commenter_id" ON "flags" ("commenter_id");
CREATE INDEX "IX_flags_site_id" ON "flags" ("site_id") WHERE outcome IS NULL;
