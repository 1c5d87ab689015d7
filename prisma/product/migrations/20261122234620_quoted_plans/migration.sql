-- AlterTable
ALTER TABLE "product_quote" ADD COLUMN     "from_product" JSONB,
ADD COLUMN     "to_product" JSONB;
