-- +goose Up
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
CREATE TABLE "products" (
    "id" uuid NOT NULL PRIMARY KEY,
    "version" bigint NOT NULL,
    "title" text NOT NULL,
    "sku" text NOT NULL,
    "page" text,
    "stock" bigint NOT NULL,
    "weight" double precision,
    "price" numeric(10, 2) NOT NULL,
    "batch" uuid,
    "launched" date,
    "traits" json,
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL
);
CREATE UNIQUE INDEX "products_sku_key" ON "products" ("sku");
CREATE INDEX "products_launched_idx" ON "products" ("launched", "id");

-- +goose Down
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
DROP TABLE "products";
