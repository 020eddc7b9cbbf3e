-- +goose Up
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
CREATE TABLE "reviews" (
    "id" uuid NOT NULL PRIMARY KEY,
    "version" bigint NOT NULL,
    "product_id" uuid NOT NULL CONSTRAINT "reviews_product_id_fkey" REFERENCES "products" ("id"),
    "stars" bigint NOT NULL,
    "text" text NOT NULL,
    "contact" text,
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL
);
CREATE INDEX "reviews_product_id_idx" ON "reviews" ("product_id", "id");

-- +goose Down
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
DROP TABLE "reviews";
