-- CreateTable
CREATE TABLE "population" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seed" INTEGER NOT NULL,
    "anchor_date" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "population_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kos_order" (
    "id" SERIAL NOT NULL,
    "dedupe_key" TEXT,
    "request_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "line_number" TEXT NOT NULL,
    "to_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "order_number" TEXT,
    "result_code" TEXT NOT NULL,
    "result_message" TEXT NOT NULL,
    "data" JSONB,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "read_back_delay_ms" INTEGER NOT NULL DEFAULT 0,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "kos_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "effect" (
    "seq" SERIAL NOT NULL,
    "order_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "visible_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "line_number" TEXT NOT NULL,
    "from_code" TEXT NOT NULL,
    "to_code" TEXT NOT NULL,

    CONSTRAINT "effect_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "call_count" (
    "operation" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "call_count_pkey" PRIMARY KEY ("operation","outcome")
);

-- CreateTable
CREATE TABLE "fault_setting" (
    "operation" TEXT NOT NULL,
    "faults" JSONB NOT NULL,

    CONSTRAINT "fault_setting_pkey" PRIMARY KEY ("operation")
);

-- CreateTable
CREATE TABLE "simulator_setting" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "additive_fields" BOOLEAN NOT NULL DEFAULT true,
    "honour_request_id" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "simulator_setting_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "kos_order_dedupe_key_key" ON "kos_order"("dedupe_key");

-- CreateIndex
CREATE INDEX "kos_order_request_id_idx" ON "kos_order"("request_id");

-- CreateIndex
CREATE INDEX "kos_order_status_due_at_idx" ON "kos_order"("status", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "effect_order_id_key" ON "effect"("order_id");

-- CreateIndex
CREATE INDEX "effect_line_number_seq_idx" ON "effect"("line_number", "seq");

-- CreateIndex
CREATE INDEX "effect_request_id_idx" ON "effect"("request_id");

-- AddForeignKey
ALTER TABLE "effect" ADD CONSTRAINT "effect_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "kos_order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
