-- CreateTable
CREATE TABLE "kos_client" (
    "copy" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "snapshot" JSONB NOT NULL,

    CONSTRAINT "kos_client_pkey" PRIMARY KEY ("copy")
);

-- CreateTable
CREATE TABLE "kos_breaker_change" (
    "version" SERIAL NOT NULL,
    "copy" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "operation" TEXT NOT NULL,
    "from_state" "breaker_state" NOT NULL,
    "to_state" "breaker_state" NOT NULL,

    CONSTRAINT "kos_breaker_change_pkey" PRIMARY KEY ("version")
);

-- CreateIndex
CREATE INDEX "kos_client_reported" ON "kos_client"("reported_at");

-- CreateIndex
CREATE INDEX "kos_breaker_change_at" ON "kos_breaker_change"("at");

-- CreateIndex
CREATE UNIQUE INDEX "kos_breaker_change_once" ON "kos_breaker_change"("copy", "seq");
