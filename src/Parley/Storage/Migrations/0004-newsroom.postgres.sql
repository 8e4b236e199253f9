CREATE TABLE word_rules (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    text text NOT NULL,
    list text NOT NULL,
    language text,
    note text,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_word_rules" PRIMARY KEY (id),
    CONSTRAINT "FK_word_rules_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE TABLE room_measures (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    section text,
    story_id uuid,
    mode text NOT NULL,
    pace integer NOT NULL,
    reason text NOT NULL,
    begins_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    by_account_id uuid NOT NULL,
    CONSTRAINT "PK_room_measures" PRIMARY KEY (id),
    CONSTRAINT "FK_room_measures_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE,
    CONSTRAINT "FK_room_measures_stories_story_id" FOREIGN KEY (story_id) REFERENCES stories (id)
);

CREATE TABLE revisions (
    comment_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    text text NOT NULL,
    format text NOT NULL,
    html text NOT NULL,
    renderer integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_revisions" PRIMARY KEY (comment_id, number),
    CONSTRAINT "FK_revisions_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

CREATE TABLE screenings (
    comment_id uuid NOT NULL,
    revision integer NOT NULL,
    reasons text NOT NULL,
    findings text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_screenings" PRIMARY KEY (comment_id, revision),
    CONSTRAINT "FK_screenings_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

CREATE TABLE prints (
    comment_id uuid NOT NULL,
    site_id uuid NOT NULL,
    commenter_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    value bigint NOT NULL,
    CONSTRAINT "PK_prints" PRIMARY KEY (comment_id),
    CONSTRAINT "FK_prints_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

ALTER TABLE sites ADD COLUMN holds_newcomers boolean NOT NULL DEFAULT FALSE;
ALTER TABLE sites ADD COLUMN newcomers_links integer NOT NULL DEFAULT 0;
ALTER TABLE sites ADD COLUMN closes_after_days integer NULL;
ALTER TABLE sites ADD COLUMN words_version integer NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN section text NULL;
ALTER TABLE stories ADD COLUMN closes_at timestamp with time zone NULL;
ALTER TABLE comments ADD COLUMN revision integer NOT NULL DEFAULT 1;
ALTER TABLE comments ADD COLUMN removed_for text NULL;
ALTER TABLE decisions ADD COLUMN revision integer NOT NULL DEFAULT 1;

CREATE INDEX "IX_prints_site_id_at" ON prints (site_id, at);
CREATE UNIQUE INDEX "IX_revisions_comment_id" ON revisions (comment_id) WHERE state = 'Held';
CREATE INDEX "IX_room_measures_site_id_ends_at" ON room_measures (site_id, ends_at);
CREATE INDEX "IX_room_measures_story_id" ON room_measures (story_id);
CREATE INDEX "IX_word_rules_site_id" ON word_rules (site_id);
