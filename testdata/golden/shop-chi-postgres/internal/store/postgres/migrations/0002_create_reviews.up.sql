CREATE TABLE "reviews" (
    "id" uuid NOT NULL PRIMARY KEY,
    "product_id" uuid NOT NULL,
    "stars" integer NOT NULL,
    "text" text NOT NULL,
    "contact" text,
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL,
    CONSTRAINT "reviews_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);

CREATE INDEX "reviews_product_id_index" ON "reviews" ("product_id");
