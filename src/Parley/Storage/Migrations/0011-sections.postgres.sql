ALTER TABLE roles ADD COLUMN sections text NOT NULL DEFAULT '';
ALTER TABLE role_changes ADD COLUMN sections text NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN is_trusted boolean NOT NULL DEFAULT FALSE;
ALTER TABLE sites ADD COLUMN paces_by_standing boolean NOT NULL DEFAULT FALSE;
