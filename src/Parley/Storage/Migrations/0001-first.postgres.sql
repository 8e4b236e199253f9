CREATE TABLE secrets (
    name text NOT NULL,
    value bytea NOT NULL,
    CONSTRAINT "PK_secrets" PRIMARY KEY (name)
);


CREATE TABLE sites (
    id uuid NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    theme text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_sites" PRIMARY KEY (id)
);


CREATE TABLE commenters (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    name_skeleton text NOT NULL,
    email text,
    badge text NOT NULL,
    browser_hash bytea,
    import_key text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_commenters" PRIMARY KEY (id),
    CONSTRAINT "FK_commenters_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);


CREATE TABLE idempotency_keys (
    site_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    comment_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_idempotency_keys" PRIMARY KEY (site_id, key),
    CONSTRAINT "FK_idempotency_keys_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);


CREATE TABLE site_origins (
    site_id uuid NOT NULL,
    origin text NOT NULL,
    CONSTRAINT "PK_site_origins" PRIMARY KEY (site_id, origin),
    CONSTRAINT "FK_site_origins_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);


CREATE TABLE stories (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    byline text,
    standfirst text,
    language text,
    body_source text NOT NULL,
    body_html text NOT NULL,
    url text,
    published_at timestamp with time zone NOT NULL,
    is_open boolean NOT NULL,
    comment_count integer NOT NULL,
    last_number integer NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT "PK_stories" PRIMARY KEY (id),
    CONSTRAINT "FK_stories_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);


CREATE TABLE comments (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    story_id uuid NOT NULL,
    number integer NOT NULL,
    parent_id uuid,
    branch_id uuid NOT NULL,
    depth integer NOT NULL,
    is_beyond_depth boolean NOT NULL,
    reply_count integer NOT NULL,
    branch_count integer NOT NULL,
    commenter_id uuid NOT NULL,
    name text NOT NULL,
    at timestamp with time zone NOT NULL,
    is_dated boolean NOT NULL,
    edited_at timestamp with time zone,
    text text NOT NULL,
    format text NOT NULL,
    html text NOT NULL,
    renderer integer NOT NULL,
    state text NOT NULL,
    up_votes integer NOT NULL,
    down_votes integer NOT NULL,
    import_key text,
    CONSTRAINT "PK_comments" PRIMARY KEY (id),
    CONSTRAINT "FK_comments_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE RESTRICT,
    CONSTRAINT "FK_comments_comments_parent_id" FOREIGN KEY (parent_id) REFERENCES comments (id) ON DELETE RESTRICT,
    CONSTRAINT "FK_comments_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE RESTRICT,
    CONSTRAINT "FK_comments_stories_story_id" FOREIGN KEY (story_id) REFERENCES stories (id) ON DELETE CASCADE
);


CREATE UNIQUE INDEX "IX_commenters_site_id_browser_hash" ON commenters (site_id, browser_hash);


CREATE UNIQUE INDEX "IX_commenters_site_id_import_key" ON commenters (site_id, import_key);


CREATE INDEX "IX_comments_branch_id_number" ON comments (branch_id, number);


CREATE INDEX "IX_comments_commenter_id" ON comments (commenter_id);


CREATE INDEX "IX_comments_parent_id" ON comments (parent_id);


CREATE INDEX "IX_comments_site_id" ON comments (site_id);


CREATE INDEX "IX_comments_story_id_depth_number" ON comments (story_id, depth, number);


CREATE UNIQUE INDEX "IX_comments_story_id_import_key" ON comments (story_id, import_key);


CREATE UNIQUE INDEX "IX_comments_story_id_number" ON comments (story_id, number);


CREATE INDEX "IX_idempotency_keys_at" ON idempotency_keys (at);


CREATE UNIQUE INDEX "IX_sites_key" ON sites (key);


CREATE INDEX "IX_stories_published_at" ON stories (published_at);


CREATE UNIQUE INDEX "IX_stories_site_id_key" ON stories (site_id, key);


CREATE UNIQUE INDEX "IX_stories_site_id_url" ON stories (site_id, url);


