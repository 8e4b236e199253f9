CREATE TABLE "webhooks" (
    "id" BLOB NOT NULL CONSTRAINT "PK_webhooks" PRIMARY KEY,
    "site_id" BLOB NOT NULL,
    "url" TEXT NOT NULL,
    "secret" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "last_comment" BLOB NOT NULL,
    "last_flag" BLOB NOT NULL,
    "last_decision" BLOB NOT NULL,
    "last_appeal" BLOB NOT NULL,
    CONSTRAINT "FK_webhooks_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);

CREATE INDEX "IX_webhooks_site_id" ON "webhooks" ("site_id");
