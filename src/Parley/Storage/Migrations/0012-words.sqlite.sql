CREATE TABLE "word_list_texts" (
    "site_id" BLOB NOT NULL CONSTRAINT "PK_word_list_texts" PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "FK_word_list_texts_sites_site_id" FOREIGN KEY ("site_id") REFERENCES "sites" ("id") ON DELETE CASCADE
);
