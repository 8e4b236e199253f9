CREATE TABLE "jobs" (
    "id" BLOB NOT NULL CONSTRAINT "PK_jobs" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "due_at" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "failed_at" INTEGER NULL,
    "error" TEXT NULL
);

CREATE TABLE "letters" (
    "id" BLOB NOT NULL CONSTRAINT "PK_letters" PRIMARY KEY,
    "to" TEXT NOT NULL,
    "recipient_hash" BLOB NOT NULL,
    "sender_hash" BLOB NULL,
    "account_id" BLOB NULL,
    "site_id" BLOB NULL,
    "template" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "values" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "sent_at" INTEGER NULL,
    "failed_at" INTEGER NULL,
    "error" TEXT NULL
);

CREATE TABLE "guesses" (
    "subject" BLOB NOT NULL CONSTRAINT "PK_guesses" PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "last_at" INTEGER NOT NULL,
    "next_at" INTEGER NOT NULL
);

CREATE TABLE "role_changes" (
    "id" BLOB NOT NULL CONSTRAINT "PK_role_changes" PRIMARY KEY,
    "site_id" BLOB NULL,
    "by_account_id" BLOB NULL,
    "account_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "is_given" INTEGER NOT NULL,
    "at" INTEGER NOT NULL
);

CREATE TABLE "accounts" (
    "id" BLOB NOT NULL CONSTRAINT "PK_accounts" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "name_skeleton" TEXT NOT NULL,
    "email" TEXT NULL,
    "password_hash" TEXT NULL,
    "site_id" BLOB NULL,
    "language" TEXT NULL,
    "mail" TEXT NOT NULL,
    "story_mail" TEXT NOT NULL,
    "mail_failed_at" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    "erasure_due_at" INTEGER NULL,
    "erased_at" INTEGER NULL,
    CONSTRAINT "FK_accounts_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id")
);

CREATE TABLE "sign_ons" (
    "site_id" BLOB NOT NULL CONSTRAINT "PK_sign_ons" PRIMARY KEY,
    "secret" BLOB NULL,
    "keys" TEXT NULL,
    "keys_url" TEXT NULL,
    "disqus_secret" BLOB NULL,
    "disqus_key" TEXT NULL,
    "gives_badges" INTEGER NOT NULL,
    CONSTRAINT "FK_sign_ons_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

CREATE TABLE "used_tokens" (
    "site_id" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    "expires_at" INTEGER NOT NULL,
    CONSTRAINT "PK_used_tokens" PRIMARY KEY ("site_id", "hash"),
    CONSTRAINT "FK_used_tokens_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

CREATE TABLE "exports" (
    "id" BLOB NOT NULL CONSTRAINT "PK_exports" PRIMARY KEY,
    "account_id" BLOB NOT NULL,
    "asked_at" INTEGER NOT NULL,
    "ready_at" INTEGER NULL,
    "size" INTEGER NOT NULL,
    CONSTRAINT "FK_exports_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE
);

CREATE TABLE "identities" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "account_id" BLOB NOT NULL,
    "label" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "PK_identities" PRIMARY KEY ("issuer", "subject"),
    CONSTRAINT "FK_identities_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE
);

CREATE TABLE "name_changes" (
    "id" BLOB NOT NULL CONSTRAINT "PK_name_changes" PRIMARY KEY,
    "account_id" BLOB NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "FK_name_changes_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE
);

CREATE TABLE "passkeys" (
    "credential_id" BLOB NOT NULL CONSTRAINT "PK_passkeys" PRIMARY KEY,
    "account_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "public_key" BLOB NOT NULL,
    "sign_count" INTEGER NOT NULL,
    "transports" TEXT NOT NULL,
    "is_user_verified" INTEGER NOT NULL,
    "is_backup_eligible" INTEGER NOT NULL,
    "is_backed_up" INTEGER NOT NULL,
    "attestation_object" BLOB NOT NULL,
    "client_data_json" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "used_at" INTEGER NULL,
    CONSTRAINT "FK_passkeys_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE
);

CREATE TABLE "roles" (
    "id" BLOB NOT NULL CONSTRAINT "PK_roles" PRIMARY KEY,
    "account_id" BLOB NOT NULL,
    "site_id" BLOB NULL,
    "kind" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "FK_roles_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_roles_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id")
);

CREATE TABLE "sessions" (
    "id" BLOB NOT NULL CONSTRAINT "PK_sessions" PRIMARY KEY,
    "account_id" BLOB NOT NULL,
    "token_hash" BLOB NOT NULL,
    "site_id" BLOB NULL,
    "origin" TEXT NULL,
    "device" TEXT NOT NULL,
    "address_hash" BLOB NULL,
    "created_at" INTEGER NOT NULL,
    "seen_at" INTEGER NOT NULL,
    "proved_at" INTEGER NOT NULL,
    "resumed_at" INTEGER NULL,
    CONSTRAINT "FK_sessions_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_sessions_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id")
);

CREATE TABLE "tickets" (
    "id" BLOB NOT NULL CONSTRAINT "PK_tickets" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "secret_hash" BLOB NOT NULL,
    "code_hash" BLOB NULL,
    "browser_hash" BLOB NULL,
    "attempts" INTEGER NOT NULL,
    "account_id" BLOB NULL,
    "site_id" BLOB NULL,
    "about" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "used_at" INTEGER NULL,
    CONSTRAINT "FK_tickets_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id"),
    CONSTRAINT "FK_tickets_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id")
);

CREATE TABLE "follows" (
    "commenter_id" BLOB NOT NULL,
    "story_id" BLOB NOT NULL,
    "is_followed" INTEGER NOT NULL,
    "mail" TEXT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "PK_follows" PRIMARY KEY ("story_id", "commenter_id"),
    CONSTRAINT "FK_follows_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_follows_stories_story_id" FOREIGN KEY ("story_id") REFERENCES "stories" ("id") ON DELETE CASCADE
);

CREATE TABLE "decisions" (
    "id" BLOB NOT NULL CONSTRAINT "PK_decisions" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "comment_id" BLOB NOT NULL,
    "by_account_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "FK_decisions_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);

CREATE TABLE "mutes" (
    "account_id" BLOB NOT NULL,
    "commenter_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "PK_mutes" PRIMARY KEY ("account_id", "commenter_id"),
    CONSTRAINT "FK_mutes_accounts_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_mutes_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE CASCADE
);

CREATE TABLE "notifications" (
    "id" BLOB NOT NULL CONSTRAINT "PK_notifications" PRIMARY KEY,
    "commenter_id" BLOB NOT NULL,
    "site_id" BLOB NOT NULL,
    "story_id" BLOB NOT NULL,
    "comment_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "read_at" INTEGER NULL,
    "mail_due_at" INTEGER NULL,
    CONSTRAINT "FK_notifications_commenters_commenter_id" FOREIGN KEY ("commenter_id") REFERENCES "commenters" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_notifications_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);

ALTER TABLE "sites" ADD COLUMN "guests" TEXT NOT NULL DEFAULT 'Open';
ALTER TABLE "sites" ADD COLUMN "has_passwords" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "votes" ADD COLUMN "network_hash" BLOB NULL;
ALTER TABLE "commenters" ADD COLUMN "email_confirmed_at" INTEGER NULL;
ALTER TABLE "commenters" ADD COLUMN "account_id" BLOB NULL CONSTRAINT "FK_commenters_accounts_account_id" REFERENCES "accounts" ("id") ON DELETE RESTRICT;

CREATE INDEX "IX_accounts_erasure_due_at" ON "accounts" ("erasure_due_at");
CREATE UNIQUE INDEX "IX_accounts_name_skeleton" ON "accounts" ("name_skeleton") WHERE site_id IS NULL AND name_skeleton <> '';
CREATE INDEX "IX_accounts_site_id" ON "accounts" ("site_id");
CREATE INDEX "IX_commenters_account_id" ON "commenters" ("account_id");
CREATE UNIQUE INDEX "IX_commenters_site_id_account_id" ON "commenters" ("site_id", "account_id");
DROP INDEX "IX_comments_commenter_id";
CREATE INDEX "IX_comments_commenter_id_state_id" ON "comments" ("commenter_id", "state", "id");
CREATE INDEX "IX_comments_site_id" ON "comments" ("site_id") WHERE state = 'Held';
CREATE INDEX "IX_decisions_comment_id" ON "decisions" ("comment_id");
CREATE INDEX "IX_exports_account_id" ON "exports" ("account_id");
CREATE INDEX "IX_follows_commenter_id" ON "follows" ("commenter_id");
CREATE INDEX "IX_guesses_last_at" ON "guesses" ("last_at");
CREATE INDEX "IX_identities_account_id" ON "identities" ("account_id");
CREATE INDEX "IX_jobs_failed_at_due_at" ON "jobs" ("failed_at", "due_at");
CREATE INDEX "IX_letters_account_id" ON "letters" ("account_id");
CREATE INDEX "IX_letters_recipient_hash_created_at" ON "letters" ("recipient_hash", "created_at");
CREATE INDEX "IX_letters_sender_hash_created_at" ON "letters" ("sender_hash", "created_at");
CREATE INDEX "IX_mutes_commenter_id" ON "mutes" ("commenter_id");
CREATE INDEX "IX_name_changes_account_id" ON "name_changes" ("account_id");
CREATE INDEX "IX_notifications_comment_id" ON "notifications" ("comment_id");
CREATE UNIQUE INDEX "IX_notifications_commenter_id_comment_id_kind" ON "notifications" ("commenter_id", "comment_id", "kind");
CREATE INDEX "IX_notifications_mail_due_at" ON "notifications" ("mail_due_at");
CREATE INDEX "IX_passkeys_account_id" ON "passkeys" ("account_id");
CREATE INDEX "IX_role_changes_site_id" ON "role_changes" ("site_id");
CREATE UNIQUE INDEX "IX_roles_account_id_site_id" ON "roles" ("account_id", "site_id");
CREATE INDEX "IX_roles_site_id" ON "roles" ("site_id");
CREATE INDEX "IX_sessions_account_id" ON "sessions" ("account_id");
CREATE INDEX "IX_sessions_site_id" ON "sessions" ("site_id");
CREATE UNIQUE INDEX "IX_sessions_token_hash" ON "sessions" ("token_hash");
CREATE INDEX "IX_tickets_account_id" ON "tickets" ("account_id");
CREATE INDEX "IX_tickets_browser_hash" ON "tickets" ("browser_hash");
CREATE INDEX "IX_tickets_expires_at" ON "tickets" ("expires_at");
CREATE UNIQUE INDEX "IX_tickets_secret_hash" ON "tickets" ("secret_hash");
CREATE INDEX "IX_tickets_site_id" ON "tickets" ("site_id");
CREATE INDEX "IX_used_tokens_expires_at" ON "used_tokens" ("expires_at");
CREATE INDEX "IX_votes_at_comment_id_network_hash" ON "votes" ("at", "comment_id", "network_hash") WHERE network_hash IS NOT NULL;
CREATE INDEX "IX_commenters_site_id_name_skeleton" ON "commenters" ("site_id", "name_skeleton") WHERE account_id IS NOT NULL;
