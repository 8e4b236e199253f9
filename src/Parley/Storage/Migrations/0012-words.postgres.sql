CREATE TABLE word_list_texts (
    site_id uuid NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    CONSTRAINT "PK_word_list_texts" PRIMARY KEY (site_id),
    CONSTRAINT "FK_word_list_texts_sites_site_id" FOREIGN KEY (site_id) REFERENCES sites (id) ON DELETE CASCADE
);
