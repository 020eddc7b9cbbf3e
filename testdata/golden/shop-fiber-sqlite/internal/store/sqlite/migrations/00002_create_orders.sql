-- +goose Up
CREATE TABLE "orders" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "placed_at" TIMESTAMP NOT NULL,
    "buyer_id" TEXT NOT NULL REFERENCES "customers" ("id"),
    "gift_for_id" TEXT REFERENCES "customers" ("id"),
    "created_at" TIMESTAMP NOT NULL,
    "updated_at" TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX "orders_number_key" ON "orders" ("number");
CREATE INDEX "orders_placed_at_idx" ON "orders" ("placed_at", "id");
CREATE INDEX "orders_buyer_id_idx" ON "orders" ("buyer_id", "id");
CREATE INDEX "orders_gift_for_id_idx" ON "orders" ("gift_for_id", "id");

-- +goose Down
DROP TABLE "orders";
