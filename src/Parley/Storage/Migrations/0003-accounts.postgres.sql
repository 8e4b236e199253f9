CREATE TABLE jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    failed_at timestamp with time zone,
    error text,
    CONSTRAINT "PK_jobs" PRIMARY KEY (id)
);

CREATE TABLE letters (
    id uuid NOT NULL,
    "to" text NOT NULL,
    recipient_hash bytea NOT NULL,
    sender_hash bytea,
    account_id uuid,
    site_id uuid,
    template text NOT NULL,
    language text NOT NULL,
    values text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text,
    CONSTRAINT "PK_letters" PRIMARY KEY (id)
);

CREATE TABLE guesses (
    subject bytea NOT NULL,
    count integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_guesses" PRIMARY KEY (subject)
);

CREATE TABLE role_changes (
    id uuid NOT NULL,
    site_id uuid,
    by_account_id uuid,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    is_given boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_role_changes" PRIMARY KEY (id)
);

CREATE TABLE accounts (
    id uuid NOT NULL,
    name text NOT NULL,
    name_skeleton text NOT NULL,
    email text,
    password_hash text,
    site_id uuid,
    language text,
    mail text NOT NULL,
    story_mail text NOT NULL,
    mail_failed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    erasure_due_at timestamp with time zone,
    erased_at timestamp with time zone,
    CONSTRAINT "PK_accounts" PRIMARY KEY (id),
    CONSTRAINT "FK_accounts_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id)
);

CREATE TABLE sign_ons (
    site_id uuid NOT NULL,
    secret bytea,
    keys text,
    keys_url text,
    disqus_secret bytea,
    disqus_key text,
    gives_badges boolean NOT NULL,
    CONSTRAINT "PK_sign_ons" PRIMARY KEY (site_id),
    CONSTRAINT "FK_sign_ons_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE TABLE used_tokens (
    site_id uuid NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_used_tokens" PRIMARY KEY (site_id, hash),
    CONSTRAINT "FK_used_tokens_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE TABLE exports (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    size bigint NOT NULL,
    CONSTRAINT "PK_exports" PRIMARY KEY (id),
    CONSTRAINT "FK_exports_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id uuid NOT NULL,
    label text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_identities" PRIMARY KEY (issuer, subject),
    CONSTRAINT "FK_identities_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE name_changes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    "from" text NOT NULL,
    "to" text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_name_changes" PRIMARY KEY (id),
    CONSTRAINT "FK_name_changes_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE passkeys (
    credential_id bytea NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text NOT NULL,
    is_user_verified boolean NOT NULL,
    is_backup_eligible boolean NOT NULL,
    is_backed_up boolean NOT NULL,
    attestation_object bytea NOT NULL,
    client_data_json bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT "PK_passkeys" PRIMARY KEY (credential_id),
    CONSTRAINT "FK_passkeys_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE roles (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    site_id uuid,
    kind text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_roles" PRIMARY KEY (id),
    CONSTRAINT "FK_roles_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT "FK_roles_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id)
);

CREATE TABLE sessions (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    site_id uuid,
    origin text,
    device text NOT NULL,
    address_hash bytea,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    proved_at timestamp with time zone NOT NULL,
    resumed_at timestamp with time zone,
    CONSTRAINT "PK_sessions" PRIMARY KEY (id),
    CONSTRAINT "FK_sessions_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT "FK_sessions_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id)
);

CREATE TABLE tickets (
    id uuid NOT NULL,
    kind text NOT NULL,
    secret_hash bytea NOT NULL,
    code_hash bytea,
    browser_hash bytea,
    attempts integer NOT NULL,
    account_id uuid,
    site_id uuid,
    about text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT "PK_tickets" PRIMARY KEY (id),
    CONSTRAINT "FK_tickets_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT "FK_tickets_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id)
);

CREATE TABLE follows (
    commenter_id uuid NOT NULL,
    story_id uuid NOT NULL,
    is_followed boolean NOT NULL,
    mail text,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_follows" PRIMARY KEY (story_id, commenter_id),
    CONSTRAINT "FK_follows_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE,
    CONSTRAINT "FK_follows_stories_story_id" FOREIGN KEY (story_id) REFERENCES stories (id) ON DELETE CASCADE
);

CREATE TABLE decisions (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    by_account_id uuid NOT NULL,
    kind text NOT NULL,
    reason text,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_decisions" PRIMARY KEY (id),
    CONSTRAINT "FK_decisions_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

CREATE TABLE mutes (
    account_id uuid NOT NULL,
    commenter_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_mutes" PRIMARY KEY (account_id, commenter_id),
    CONSTRAINT "FK_mutes_accounts_account_id" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT "FK_mutes_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE
);

CREATE TABLE notifications (
    id uuid NOT NULL,
    commenter_id uuid NOT NULL,
    site_id uuid NOT NULL,
    story_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    mail_due_at timestamp with time zone,
    CONSTRAINT "PK_notifications" PRIMARY KEY (id),
    CONSTRAINT "FK_notifications_commenters_commenter_id" FOREIGN KEY (commenter_id) REFERENCES commenters (id) ON DELETE CASCADE,
    CONSTRAINT "FK_notifications_comments_comment_id" FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

ALTER TABLE "sites" ADD COLUMN "guests" text NOT NULL DEFAULT 'Open';
ALTER TABLE "sites" ADD COLUMN "has_passwords" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE votes ADD COLUMN network_hash bytea;
ALTER TABLE commenters ADD COLUMN email_confirmed_at timestamp with time zone;
ALTER TABLE commenters ADD COLUMN account_id uuid CONSTRAINT "FK_commenters_accounts_account_id" REFERENCES accounts (id) ON DELETE RESTRICT;

CREATE INDEX "IX_accounts_erasure_due_at" ON accounts (erasure_due_at);
CREATE UNIQUE INDEX "IX_accounts_name_skeleton" ON accounts (name_skeleton) WHERE site_id IS NULL AND name_skeleton <> '';
CREATE INDEX "IX_accounts_site_id" ON accounts (site_id);
CREATE INDEX "IX_commenters_account_id" ON commenters (account_id);
CREATE UNIQUE INDEX "IX_commenters_site_id_account_id" ON commenters (site_id, account_id);
DROP INDEX "IX_comments_commenter_id";
CREATE INDEX "IX_comments_commenter_id_state_id" ON comments (commenter_id, state, id);
CREATE INDEX "IX_comments_site_id" ON comments (site_id) WHERE state = 'Held';
CREATE INDEX "IX_decisions_comment_id" ON decisions (comment_id);
CREATE INDEX "IX_exports_account_id" ON exports (account_id);
CREATE INDEX "IX_follows_commenter_id" ON follows (commenter_id);
CREATE INDEX "IX_guesses_last_at" ON guesses (last_at);
CREATE INDEX "IX_identities_account_id" ON identities (account_id);
CREATE INDEX "IX_jobs_failed_at_due_at" ON jobs (failed_at, due_at);
CREATE INDEX "IX_letters_account_id" ON letters (account_id);
CREATE INDEX "IX_letters_recipient_hash_created_at" ON letters (recipient_hash, created_at);
CREATE INDEX "IX_letters_sender_hash_created_at" ON letters (sender_hash, created_at);
CREATE INDEX "IX_mutes_commenter_id" ON mutes (commenter_id);
CREATE INDEX "IX_name_changes_account_id" ON name_changes (account_id);
CREATE INDEX "IX_notifications_comment_id" ON notifications (comment_id);
CREATE UNIQUE INDEX "IX_notifications_commenter_id_comment_id_kind" ON notifications (commenter_id, comment_id, kind);
CREATE INDEX "IX_notifications_mail_due_at" ON notifications (mail_due_at);
CREATE INDEX "IX_passkeys_account_id" ON passkeys (account_id);
CREATE INDEX "IX_role_changes_site_id" ON role_changes (site_id);
CREATE UNIQUE INDEX "IX_roles_account_id_site_id" ON roles (account_id, site_id);
CREATE INDEX "IX_roles_site_id" ON roles (site_id);
CREATE INDEX "IX_sessions_account_id" ON sessions (account_id);
CREATE INDEX "IX_sessions_site_id" ON sessions (site_id);
CREATE UNIQUE INDEX "IX_sessions_token_hash" ON sessions (token_hash);
CREATE INDEX "IX_tickets_account_id" ON tickets (account_id);
CREATE INDEX "IX_tickets_browser_hash" ON tickets (browser_hash);
CREATE INDEX "IX_tickets_expires_at" ON tickets (expires_at);
CREATE UNIQUE INDEX "IX_tickets_secret_hash" ON tickets (secret_hash);
CREATE INDEX "IX_tickets_site_id" ON tickets (site_id);
CREATE INDEX "IX_used_tokens_expires_at" ON used_tokens (expires_at);
CREATE INDEX "IX_votes_at_comment_id_network_hash" ON votes (at, comment_id, network_hash) WHERE network_hash IS NOT NULL;
CREATE INDEX "IX_commenters_site_id_name_skeleton" ON commenters (site_id, name_skeleton) WHERE account_id IS NOT NULL;
