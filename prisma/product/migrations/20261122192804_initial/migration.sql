-- CreateEnum
CREATE TYPE "product_change_status" AS ENUM ('RESERVED', 'REQUESTED', 'IN_PROGRESS', 'IN_DOUBT', 'NEEDS_ATTENTION', 'COMPLETED', 'REJECTED', 'CANCELLED', 'COMPENSATED');

-- CreateEnum
CREATE TYPE "change_timing" AS ENUM ('IMMEDIATE', 'NEXT_BILL_CYCLE');

-- CreateTable
CREATE TABLE "product_change" (
    "id" UUID NOT NULL,
    "line_key" TEXT NOT NULL,
    "from_code" TEXT NOT NULL,
    "to_code" TEXT NOT NULL,
    "status" "product_change_status" NOT NULL,
    "timing" "change_timing" NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "product_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_quote" (
    "id" UUID NOT NULL,
    "line_key" TEXT NOT NULL,
    "from_code" TEXT NOT NULL,
    "to_code" TEXT NOT NULL,
    "timing" "change_timing" NOT NULL,
    "effective_on" DATE NOT NULL,
    "price" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_quote_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "product_change_line_finished" ON "product_change"("line_key", "finished_at");

-- CreateIndex
CREATE UNIQUE INDEX "product_change_one_active_per_line" ON "product_change"("line_key") WHERE (status = ANY (ARRAY['RESERVED'::product_change_status, 'REQUESTED'::product_change_status, 'IN_PROGRESS'::product_change_status, 'IN_DOUBT'::product_change_status, 'NEEDS_ATTENTION'::product_change_status]));

-- CreateIndex
CREATE INDEX "product_quote_line_expires" ON "product_quote"("line_key", "expires_at");
