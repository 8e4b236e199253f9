CREATE TABLE "word_rules" (
    "id" BLOB NOT NULL CONSTRAINT "PK_word_rules" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "text" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "language" TEXT NULL,
    "note" TEXT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "FK_word_rules_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

CREATE TABLE "room_measures" (
    "id" BLOB NOT NULL CONSTRAINT "PK_room_measures" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "section" TEXT NULL,
    "story_id" BLOB NULL,
    "mode" TEXT NOT NULL,
    "pace" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "begins_at" INTEGER NOT NULL,
    "ends_at" INTEGER NOT NULL,
    "lifted_at" INTEGER NULL,
    "by_account_id" BLOB NOT NULL,
    CONSTRAINT "FK_room_measures_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_room_measures_stories_story_id" FOREIGN KEY ("story_id") REFERENCES "stories" ("id")
);

CREATE TABLE "revisions" (
    "comment_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "renderer" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "PK_revisions" PRIMARY KEY ("comment_id", "number"),
    CONSTRAINT "FK_revisions_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);

CREATE TABLE "screenings" (
    "comment_id" BLOB NOT NULL,
    "revision" INTEGER NOT NULL,
    "reasons" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "PK_screenings" PRIMARY KEY ("comment_id", "revision"),
    CONSTRAINT "FK_screenings_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);

CREATE TABLE "prints" (
    "comment_id" BLOB NOT NULL CONSTRAINT "PK_prints" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "commenter_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "value" INTEGER NOT NULL,
    CONSTRAINT "FK_prints_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);

ALTER TABLE "sites" ADD COLUMN "holds_newcomers" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sites" ADD COLUMN "newcomers_links" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sites" ADD COLUMN "closes_after_days" INTEGER NULL;
ALTER TABLE "sites" ADD COLUMN "words_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "stories" ADD COLUMN "section" TEXT NULL;
ALTER TABLE "stories" ADD COLUMN "closes_at" INTEGER NULL;
ALTER TABLE "comments" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "comments" ADD COLUMN "removed_for" TEXT NULL;
ALTER TABLE "decisions" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;

CREATE INDEX "IX_prints_site_id_at" ON "prints" ("site_id", "at");
CREATE UNIQUE INDEX "IX_revisions_comment_id" ON "revisions" ("comment_id") WHERE state = 'Held';
CREATE INDEX "IX_room_measures_site_id_ends_at" ON "room_measures" ("site_id", "ends_at");
CREATE INDEX "IX_room_measures_story_id" ON "room_measures" ("story_id");
CREATE INDEX "IX_word_rules_site_id" ON "word_rules" ("site_id");
