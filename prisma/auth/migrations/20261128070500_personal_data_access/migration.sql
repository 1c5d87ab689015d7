-- CreateTable
CREATE TABLE "personal_data_access" (
    "number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "line_index" TEXT,
    "shown" TEXT[],
    "address_sealed" TEXT NOT NULL,
    "reason_sealed" TEXT NOT NULL,
    "trace_id" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "personal_data_access_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "personal_data_access_chain" (
    "id" INTEGER NOT NULL,
    "first_number" INTEGER NOT NULL,
    "first_previous_hash" TEXT NOT NULL,
    "last_number" INTEGER NOT NULL,
    "last_hash" TEXT NOT NULL,
    "seal" TEXT NOT NULL,

    CONSTRAINT "personal_data_access_chain_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "personal_data_access_actor_at" ON "personal_data_access"("actor_id", "at");

-- CreateIndex
CREATE INDEX "personal_data_access_customer_at" ON "personal_data_access"("customer_id", "at");

-- CreateIndex
CREATE INDEX "personal_data_access_at" ON "personal_data_access"("at");

-- Records are only ever added. The role that auth connects as owns the table, so no grant could keep it from changing one.
CREATE FUNCTION "personal_data_access_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD."at" < now() - interval '2 years' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'records of access to personal data stay as they are for two years' USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER "personal_data_access_row_stays" BEFORE UPDATE OR DELETE ON "personal_data_access"
    FOR EACH ROW EXECUTE FUNCTION "personal_data_access_stays"();
CREATE TRIGGER "personal_data_access_table_stays" BEFORE TRUNCATE ON "personal_data_access"
    FOR EACH STATEMENT EXECUTE FUNCTION "personal_data_access_stays"();
