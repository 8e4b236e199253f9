CREATE INDEX "IX_prints_commenter_id_at" ON prints (commenter_id, at);
