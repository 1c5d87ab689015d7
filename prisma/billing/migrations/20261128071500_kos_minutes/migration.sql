-- CreateTable
CREATE TABLE "kos_client_minute" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "copy" UUID NOT NULL,
    "operations" JSONB NOT NULL,

    CONSTRAINT "kos_client_minute_pkey" PRIMARY KEY ("minute","copy")
);
