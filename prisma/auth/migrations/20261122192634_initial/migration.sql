-- CreateEnum
CREATE TYPE "permission" AS ENUM ('BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR');

-- CreateEnum
CREATE TYPE "client_kind" AS ENUM ('BROWSER', 'API');

-- CreateEnum
CREATE TYPE "sign_in_outcome" AS ENUM ('SIGNED_IN', 'INVALID_CREDENTIALS', 'ACCOUNT_LOCKED');

-- CreateEnum
CREATE TYPE "session_end" AS ENUM ('SIGNED_OUT', 'SIGNED_OUT_EVERYWHERE', 'REFRESH_TOKEN_REUSED');

-- CreateTable
CREATE TABLE "customer" (
    "id" UUID NOT NULL,
    "login_id_index" TEXT NOT NULL,
    "name_sealed" TEXT NOT NULL,
    "birth_date_sealed" TEXT,
    "kos_customer_id_sealed" TEXT,
    "kos_customer_id_index" TEXT,
    "permissions" "permission"[],
    "password_hash" TEXT NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_line" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "number_sealed" TEXT NOT NULL,
    "number_index" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "customer_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_lock" (
    "login_id_index" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_lock_pkey" PRIMARY KEY ("login_id_index")
);

-- CreateTable
CREATE TABLE "known_device" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "login_id_index" TEXT NOT NULL,
    "outcome" "sign_in_outcome" NOT NULL,
    "trace_id" TEXT NOT NULL,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "client" "client_kind" NOT NULL,
    "keep_signed_in" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "idle_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end" "session_end",

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_token" (
    "hash" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "successor_salt" TEXT,

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "private_key_sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_login_id_index_key" ON "customer"("login_id_index");

-- CreateIndex
CREATE UNIQUE INDEX "customer_kos_customer_id_index_key" ON "customer"("kos_customer_id_index");

-- CreateIndex
CREATE INDEX "customer_demo_idx" ON "customer"("demo");

-- CreateIndex
CREATE UNIQUE INDEX "customer_line_number_index_key" ON "customer_line"("number_index");

-- CreateIndex
CREATE UNIQUE INDEX "customer_line_customer_id_position_key" ON "customer_line"("customer_id", "position");

-- CreateIndex
CREATE INDEX "sign_in_lock_last_attempt_at_idx" ON "sign_in_lock"("last_attempt_at");

-- CreateIndex
CREATE INDEX "known_device_secret_hash_idx" ON "known_device"("secret_hash");

-- CreateIndex
CREATE INDEX "known_device_last_seen_at_idx" ON "known_device"("last_seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "known_device_customer_id_secret_hash_key" ON "known_device"("customer_id", "secret_hash");

-- CreateIndex
CREATE INDEX "sign_in_attempt_at_idx" ON "sign_in_attempt"("at");

-- CreateIndex
CREATE INDEX "sign_in_attempt_login_id_index_at_idx" ON "sign_in_attempt"("login_id_index", "at");

-- CreateIndex
CREATE INDEX "session_customer_id_idx" ON "session"("customer_id");

-- CreateIndex
CREATE INDEX "session_ended_at_idx" ON "session"("ended_at");

-- CreateIndex
CREATE INDEX "session_idle_expires_at_idx" ON "session"("idle_expires_at");

-- CreateIndex
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token"("session_id");

-- AddForeignKey
ALTER TABLE "customer_line" ADD CONSTRAINT "customer_line_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_device" ADD CONSTRAINT "known_device_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
