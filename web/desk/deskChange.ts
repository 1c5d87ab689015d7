import { type DeskChangeQuery } from '../generated/operations.js'

/** A change as an operator sees it. */
export type DeskChange = NonNullable<DeskChangeQuery['productChange']>
