CREATE TABLE "secrets" (
    "name" TEXT NOT NULL CONSTRAINT "PK_secrets" PRIMARY KEY,
    "value" BLOB NOT NULL
);


CREATE TABLE "sites" (
    "id" BLOB NOT NULL CONSTRAINT "PK_sites" PRIMARY KEY,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "theme" TEXT NULL,
    "created_at" INTEGER NOT NULL
);


CREATE TABLE "commenters" (
    "id" BLOB NOT NULL CONSTRAINT "PK_commenters" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_skeleton" TEXT NOT NULL,
    "email" TEXT NULL,
    "badge" TEXT NOT NULL,
    "browser_hash" BLOB NULL,
    "import_key" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "FK_commenters_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);


CREATE TABLE "idempotency_keys" (
    "site_id" BLOB NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BLOB NOT NULL,
    "comment_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "PK_idempotency_keys" PRIMARY KEY ("site_id", "key"),
    CONSTRAINT "FK_idempotency_keys_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);


CREATE TABLE "site_origins" (
    "site_id" BLOB NOT NULL,
    "origin" TEXT NOT NULL,
    CONSTRAINT "PK_site_origins" PRIMARY KEY ("site_id", "origin"),
    CONSTRAINT "FK_site_origins_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);


CREATE TABLE "stories" (
    "id" BLOB NOT NULL CONSTRAINT "PK_stories" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "byline" TEXT NULL,
    "standfirst" TEXT NULL,
    "language" TEXT NULL,
    "body_source" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "url" TEXT NULL,
    "published_at" INTEGER NOT NULL,
    "is_open" INTEGER NOT NULL,
    "comment_count" INTEGER NOT NULL,
    "last_number" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "FK_stories_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);


CREATE TABLE "comments" (
    "id" BLOB NOT NULL CONSTRAINT "PK_comments" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "story_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "parent_id" BLOB NULL,
    "branch_id" BLOB NOT NULL,
    "depth" INTEGER NOT NULL,
    "is_beyond_depth" INTEGER NOT NULL,
    "reply_count" INTEGER NOT NULL,
    "branch_count" INTEGER NOT NULL,
    "commenter_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "is_dated" INTEGER NOT NULL,
    "edited_at" INTEGER NULL,
    "text" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "renderer" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "up_votes" INTEGER NOT NULL,
    "down_votes" INTEGER NOT NULL,
    "import_key" TEXT NULL,
    CONSTRAINT "FK_comments_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE RESTRICT,
    CONSTRAINT "FK_comments_comments_parent_id" FOREIGN KEY ("parent_id") REFERENCES "comments" ("id") ON DELETE RESTRICT,
    CONSTRAINT "FK_comments_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE RESTRICT,
    CONSTRAINT "FK_comments_stories_story_id" FOREIGN KEY ("story_id") REFERENCES "stories" ("id") ON DELETE CASCADE
);


CREATE UNIQUE INDEX "IX_commenters_site_id_browser_hash" ON "commenters" ("site_id", "browser_hash");


CREATE UNIQUE INDEX "IX_commenters_site_id_import_key" ON "commenters" ("site_id", "import_key");


CREATE INDEX "IX_comments_branch_id_number" ON "comments" ("branch_id", "number");


CREATE INDEX "IX_comments_commenter_id" ON "comments" ("commenter_id");


CREATE INDEX "IX_comments_parent_id" ON "comments" ("parent_id");


CREATE INDEX "IX_comments_site_id" ON "comments" ("site_id");


CREATE INDEX "IX_comments_story_id_depth_number" ON "comments" ("story_id", "depth", "number");


CREATE UNIQUE INDEX "IX_comments_story_id_import_key" ON "comments" ("story_id", "import_key");


CREATE UNIQUE INDEX "IX_comments_story_id_number" ON "comments" ("story_id", "number");


CREATE INDEX "IX_idempotency_keys_at" ON "idempotency_keys" ("at");


CREATE UNIQUE INDEX "IX_sites_key" ON "sites" ("key");


CREATE INDEX "IX_stories_published_at" ON "stories" ("published_at");


CREATE UNIQUE INDEX "IX_stories_site_id_key" ON "stories" ("site_id", "key");


CREATE UNIQUE INDEX "IX_stories_site_id_url" ON "stories" ("site_id", "url");


