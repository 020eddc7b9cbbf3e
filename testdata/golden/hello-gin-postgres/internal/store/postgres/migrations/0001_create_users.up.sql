CREATE TABLE "users" (
    "id" uuid NOT NULL PRIMARY KEY,
    "email" text NOT NULL,
    "name" text NOT NULL,
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL
);

CREATE UNIQUE INDEX "users_email_unique" ON "users" ("email");
