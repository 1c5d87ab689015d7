import { z } from 'zod'

/** The channel over Redis on which is said that a product change has gone on. Names changes and versions, never a customer. */
export const productChangeChannel = 'yogeum:product-change'

/** Where product says of which lines a change has gone on: `GET`, with `?since=<place>` of the answer before. */
export const changedLinesPath = '/internal/changed-lines'

/** How many digits a place may have: PostgreSQL's transaction numbers have 64 bits. */
export const placeShape = /^\d{1,20}$/

/** `lineIds` under every key of the ring; null: more than can be told, so it may be any line. Without `since`, none. */
export const changedLinesAnswer = z.object({
  place: z.string().regex(placeShape),
  lineIds: z.array(z.string()).nullable(),
})

export type ChangedLines = z.output<typeof changedLinesAnswer>
