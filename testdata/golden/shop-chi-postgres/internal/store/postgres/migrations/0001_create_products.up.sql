CREATE TABLE "products" (
    "id" uuid NOT NULL PRIMARY KEY,
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

CREATE UNIQUE INDEX "products_sku_unique" ON "products" ("sku");
CREATE INDEX "products_launched_index" ON "products" ("launched");
