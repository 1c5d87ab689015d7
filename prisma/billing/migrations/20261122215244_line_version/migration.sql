-- CreateTable
CREATE TABLE "line_version" (
    "line_key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "line_version_pkey" PRIMARY KEY ("line_key")
);
