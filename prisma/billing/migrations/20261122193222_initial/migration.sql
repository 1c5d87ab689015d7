-- CreateEnum
CREATE TYPE "inquiry_outcome" AS ENUM ('SHOWN', 'NOT_ISSUED', 'LINE_NOT_ACTIVE', 'UNAVAILABLE');

-- CreateEnum
CREATE TYPE "kos_call_outcome" AS ENUM ('ANSWERED', 'SYSTEM_ERROR', 'HTTP_ERROR', 'TIMED_OUT', 'CONNECTION_FAILED', 'CONTRACT_BROKEN', 'NOT_SENT');

-- CreateEnum
CREATE TYPE "breaker_state" AS ENUM ('CLOSED', 'OPEN', 'HALF_OPEN');

-- CreateTable
CREATE TABLE "bill_inquiry" (
    "id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "line_key" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "customer_key" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "month" CHAR(7) NOT NULL,
    "trace_id" CHAR(32) NOT NULL,

    CONSTRAINT "bill_inquiry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bill_processing" (
    "inquiry_id" UUID NOT NULL,
    "kos_request_id" TEXT NOT NULL,
    "attempt" SMALLINT NOT NULL,
    "operation" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "outcome" "kos_call_outcome" NOT NULL,
    "result_code" TEXT,
    "cache_hit" BOOLEAN NOT NULL,
    "breaker_state" "breaker_state" NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "trace_id" CHAR(32) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "concludes" "inquiry_outcome",

    CONSTRAINT "bill_processing_pkey" PRIMARY KEY ("inquiry_id","kos_request_id","attempt")
);

-- CreateIndex
CREATE INDEX "bill_inquiry_line_requested" ON "bill_inquiry"("line_key", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "bill_inquiry_requested" ON "bill_inquiry"("requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "bill_inquiry_trace" ON "bill_inquiry"("trace_id");

-- CreateIndex
CREATE INDEX "bill_processing_trace" ON "bill_processing"("trace_id");

-- CreateIndex
CREATE UNIQUE INDEX "bill_processing_one_conclusion" ON "bill_processing"("inquiry_id") WHERE (concludes IS NOT NULL);

-- AddForeignKey
ALTER TABLE "bill_processing" ADD CONSTRAINT "bill_processing_inquiry_id_fkey" FOREIGN KEY ("inquiry_id") REFERENCES "bill_inquiry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
