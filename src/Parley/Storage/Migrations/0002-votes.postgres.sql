ALTER TABLE "sites" ADD COLUMN guest_vote_weight integer NOT NULL DEFAULT 50;
ALTER TABLE "sites" ADD COLUMN version bigint NOT NULL DEFAULT 0;

ALTER TABLE "comments" ADD COLUMN "guest_up_votes" integer NOT NULL DEFAULT 0;
ALTER TABLE "comments" ADD COLUMN "guest_down_votes" integer NOT NULL DEFAULT 0;
ALTER TABLE "comments" ADD COLUMN "rank" integer NOT NULL DEFAULT 289158;

CREATE TABLE "votes" (
    "comment_id" uuid NOT NULL,
    "commenter_id" uuid NOT NULL,
    "story_id" uuid NOT NULL,
    "value" integer NOT NULL,
    "is_guest" boolean NOT NULL,
    "at" timestamp with time zone NOT NULL,
    CONSTRAINT "PK_votes" PRIMARY KEY ("comment_id", "commenter_id"),
    CONSTRAINT "FK_votes_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE RESTRICT,
    CONSTRAINT "FK_votes_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_votes_stories_story_id" FOREIGN KEY ("story_id") REFERENCES "stories" ("id") ON DELETE CASCADE
);

CREATE INDEX "IX_votes_commenter_id_story_id" ON "votes" ("commenter_id", "story_id");
CREATE INDEX "IX_votes_story_id" ON "votes" ("story_id");
CREATE INDEX "IX_comments_story_id_depth_rank_number" ON "comments" ("story_id", "depth", "rank" DESC, "number");
CREATE INDEX "IX_comments_site_id_id" ON "comments" ("site_id", "id");
DROP INDEX "IX_comments_site_id";
CREATE INDEX "IX_commenters_site_id" ON "commenters" ("site_id") WHERE badge <> 'None';
