-- The history in partitions, one a month of Asia/Seoul. A table cannot become partitioned: new ones take the place of the
-- old, which lend them their rows. Whoever still runs the billing of before cannot record meanwhile and afterwards.
ALTER TABLE "bill_processing" DROP CONSTRAINT "bill_processing_inquiry_id_fkey";
ALTER TABLE "bill_processing" DROP CONSTRAINT "bill_processing_pkey";
ALTER TABLE "bill_processing" RENAME TO "bill_processing_before";
ALTER TABLE "bill_inquiry" RENAME TO "bill_inquiry_before";
ALTER INDEX "bill_inquiry_pkey" RENAME TO "bill_inquiry_before_pkey";
DROP INDEX "bill_inquiry_line_requested", "bill_inquiry_requested", "bill_inquiry_trace";
DROP INDEX "bill_processing_trace", "bill_processing_one_conclusion";

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

    CONSTRAINT "bill_inquiry_pkey" PRIMARY KEY ("requested_at","id")
) PARTITION BY RANGE ("requested_at");

-- CreateTable
CREATE TABLE "bill_processing" (
    "inquiry_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
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

    CONSTRAINT "bill_processing_pkey" PRIMARY KEY ("requested_at","inquiry_id","kos_request_id","attempt")
) PARTITION BY RANGE ("requested_at");

-- The net under the months: a row whose month has no partition is kept, never refused.
CREATE TABLE "bill_inquiry_default" PARTITION OF "bill_inquiry" DEFAULT;
CREATE TABLE "bill_processing_default" PARTITION OF "bill_processing" DEFAULT;

-- Months that have rows, this one and the next two. Later ones are made by billing.
DO $$
DECLARE
    "first_day" DATE;
    "parent" TEXT;
BEGIN
    FOR "first_day" IN
        SELECT DISTINCT date_trunc('month', "requested_at" AT TIME ZONE 'Asia/Seoul')::date FROM "bill_inquiry_before"
        UNION
        SELECT (date_trunc('month', now() AT TIME ZONE 'Asia/Seoul') + make_interval(months => n))::date
        FROM generate_series(0, 2) AS n
    LOOP
        FOREACH "parent" IN ARRAY ARRAY['bill_inquiry', 'bill_processing'] LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                "parent" || to_char("first_day", '_YYYY_MM'),
                "parent",
                to_char("first_day", 'YYYY-MM-DD 00:00:00+09'),
                to_char("first_day" + interval '1 month', 'YYYY-MM-DD 00:00:00+09')
            );
        END LOOP;
    END LOOP;
END $$;

INSERT INTO "bill_inquiry" ("id", "requested_at", "line_key", "line_id", "customer_key", "customer_id", "month", "trace_id")
SELECT "id", "requested_at", "line_key", "line_id", "customer_key", "customer_id", "month", "trace_id"
FROM "bill_inquiry_before";

INSERT INTO "bill_processing" ("inquiry_id", "requested_at", "kos_request_id", "attempt", "operation", "sent_at", "answered_at",
    "outcome", "result_code", "cache_hit", "breaker_state", "duration_ms", "trace_id", "recorded_at", "concludes")
SELECT p."inquiry_id", i."requested_at", p."kos_request_id", p."attempt", p."operation", p."sent_at", p."answered_at",
    p."outcome", p."result_code", p."cache_hit", p."breaker_state", p."duration_ms", p."trace_id", p."recorded_at", p."concludes"
FROM "bill_processing_before" AS p
JOIN "bill_inquiry_before" AS i ON i."id" = p."inquiry_id";

DROP TABLE "bill_processing_before";
DROP TABLE "bill_inquiry_before";

-- CreateIndex
CREATE INDEX "bill_inquiry_line_requested" ON "bill_inquiry"("line_key", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "bill_inquiry_trace" ON "bill_inquiry"("trace_id");

-- CreateIndex
CREATE UNIQUE INDEX "bill_processing_one_conclusion" ON "bill_processing"("requested_at", "inquiry_id") WHERE (concludes IS NOT NULL);
