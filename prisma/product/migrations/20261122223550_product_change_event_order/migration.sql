-- DropIndex
DROP INDEX "product_change_event_position";

-- CreateIndex
CREATE UNIQUE INDEX "product_change_event_order" ON "product_change_event"("transaction_id", "position");
