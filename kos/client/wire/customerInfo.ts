import { z } from 'zod'

/** Every field is written, null where KOS does not know. */
export const customerInfo = z
  .object({
    customerName: z.string().nullable(),
    customerId: z.string().nullable(),
    operatorCode: z.string().nullable(),
    lineStatus: z.enum(['ACTIVE', 'SUSPENDED', 'TERMINATED']).nullable(),
  })
  .nullable()

/** `data.resultCode` repeats the envelope's code. */
export const innerResult = { resultCode: z.literal('0000'), resultMessage: z.string().nullable() }
