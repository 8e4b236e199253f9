CREATE TABLE webhooks (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_comment uuid NOT NULL,
    last_flag uuid NOT NULL,
    last_decision uuid NOT NULL,
    last_appeal uuid NOT NULL,
    CONSTRAINT "PK_webhooks" PRIMARY KEY (id),
    CONSTRAINT "FK_webhooks_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);

CREATE INDEX "IX_webhooks_site_id" ON webhooks (site_id);
