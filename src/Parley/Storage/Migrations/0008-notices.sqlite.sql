CREATE TABLE "notices" (
    "id" BLOB NOT NULL CONSTRAINT "PK_notices" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "comment_id" BLOB NOT NULL,
    "revision" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    "notifier_name" TEXT NULL,
    "notifier_email" TEXT NULL,
    "is_about_children" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "secret_hash" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "outcome" TEXT NULL,
    "answer" TEXT NOT NULL,
    "decided_at" INTEGER NULL,
    "by_account_id" BLOB NULL,
    "complaint" TEXT NOT NULL,
    "complained_at" INTEGER NULL,
    "complaint_answer" TEXT NOT NULL,
    "complaint_is_right" INTEGER NULL,
    "complaint_answered_at" INTEGER NULL,
    "complaint_by_account_id" BLOB NULL,
    CONSTRAINT "FK_notices_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_notices_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

CREATE INDEX "IX_notices_comment_id" ON "notices" ("comment_id");
CREATE UNIQUE INDEX "IX_notices_secret_hash" ON "notices" ("secret_hash");
CREATE INDEX "IX_notices_site_id" ON "notices" ("site_id");
