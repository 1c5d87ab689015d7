-- AlterTable
ALTER TABLE "product_change" ADD COLUMN     "changed_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "effective_on" DATE NOT NULL,
ADD COLUMN     "failure_code" TEXT,
ADD COLUMN     "failure_message" TEXT,
ADD COLUMN     "from_product" JSONB,
ADD COLUMN     "kos_order_number" TEXT,
ADD COLUMN     "line_id" TEXT NOT NULL,
ADD COLUMN     "to_product" JSONB,
ALTER COLUMN "from_code" DROP NOT NULL,
ALTER COLUMN "version" DROP DEFAULT;

-- CreateTable
CREATE TABLE "product_change_event" (
    "stream_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "fence" INTEGER,
    "position" BIGSERIAL NOT NULL,
    "transaction_id" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,

    CONSTRAINT "product_change_event_pkey" PRIMARY KEY ("stream_id","version")
);

-- CreateTable
CREATE TABLE "product_change_saga" (
    "change_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "definition_version" INTEGER NOT NULL,
    "customer_key" TEXT NOT NULL,
    "idempotency_key" UUID NOT NULL,
    "request_hash" TEXT NOT NULL,
    "wake_at" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "lease_token" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,

    CONSTRAINT "product_change_saga_pkey" PRIMARY KEY ("change_id")
);

-- CreateTable
CREATE TABLE "product_line_version" (
    "line_key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "product_line_version_pkey" PRIMARY KEY ("line_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "product_change_event_position" ON "product_change_event"("position");

-- CreateIndex
CREATE INDEX "product_change_saga_wake" ON "product_change_saga"("wake_at");

-- CreateIndex
CREATE UNIQUE INDEX "product_change_saga_idempotency" ON "product_change_saga"("customer_key", "idempotency_key");

-- CreateIndex
CREATE INDEX "product_change_line_requested" ON "product_change"("line_key", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "product_change_status_changed" ON "product_change"("status", "changed_at", "id");
