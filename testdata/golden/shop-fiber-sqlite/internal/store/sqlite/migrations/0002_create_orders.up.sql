CREATE TABLE "orders" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "placed_at" INTEGER NOT NULL,
    "buyer_id" TEXT NOT NULL REFERENCES "customers" ("id"),
    "gift_for_id" TEXT REFERENCES "customers" ("id"),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "orders_number_unique" ON "orders" ("number");
CREATE INDEX "orders_placed_at_index" ON "orders" ("placed_at");
CREATE INDEX "orders_buyer_id_index" ON "orders" ("buyer_id");
CREATE INDEX "orders_gift_for_id_index" ON "orders" ("gift_for_id");
