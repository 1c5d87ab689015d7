-- CreateIndex
CREATE INDEX "product_change_status_requested" ON "product_change"("status", "requested_at", "id");
