-- +goose Up
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
CREATE TABLE "users" (
    "id" uuid NOT NULL PRIMARY KEY,
    "version" bigint NOT NULL,
    "email" text NOT NULL,
    "name" text NOT NULL,
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL
);
CREATE UNIQUE INDEX "users_email_key" ON "users" (lower("email"));

-- +goose Down
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
DROP TABLE "users";
