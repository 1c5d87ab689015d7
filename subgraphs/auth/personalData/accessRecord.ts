import { createHmac } from 'node:crypto'

/** What of a customer was shown. */
export type Shown = 'NAME' | 'NUMBER'

/** That somebody was shown personal data of a customer. */
export interface AccessRecord {
  at: Date
  /** Who was shown it: our own id. */
  actorId: string
  /** Whose data. */
  customerId: string
  /** Blind index of the one line that was asked about; null when the customer was, and all of their lines were shown. */
  lineIndex: string | null
  shown: Shown[]
  /** From which address, encrypted. */
  addressSealed: string
  /** Why, encrypted. */
  reasonSealed: string
  traceId: string
}

/** A record in its place. */
export interface ChainedRecord extends AccessRecord {
  /** 1 for the first, without a gap. */
  number: number
  /** The hash of the record before; '' for the first. */
  previousHash: string
  hash: string
}

/** Where the chain begins and ends. What was let go of after its time is before the beginning. */
export interface ChainEnds {
  firstNumber: number
  /** What the first record has as its `previousHash`. */
  firstPreviousHash: string
  lastNumber: number
  lastHash: string
}

/**
 * The hashes of the access log. They are keyed: who can write to the database and has no key cannot make a chain that
 * holds, not even a shorter one.
 */
export interface AccessHashes {
  ofRecord(record: Omit<ChainedRecord, 'hash'>): string
  ofEnds(ends: ChainEnds): string
}

/** Keyed by what is derived from BLIND_INDEX_KEY, which is never replaced. */
export function createAccessHashes(blindIndexKey: string): AccessHashes {
  const derive = (purpose: string) =>
    createHmac('sha256', Buffer.from(blindIndexKey, 'base64')).update(`yogeum access log ${purpose}`).digest()
  const [recordKey, endsKey] = [derive('record'), derive('ends')]
  const hash = (key: Buffer, parts: unknown[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')
  return {
    ofRecord: (record) =>
      hash(recordKey, [
        ...[record.number, record.previousHash, record.at.toISOString(), record.actorId, record.customerId],
        ...[record.lineIndex, record.shown, record.addressSealed, record.reasonSealed, record.traceId],
      ]),
    ofEnds: ({ firstNumber, firstPreviousHash, lastNumber, lastHash }) =>
      hash(endsKey, [firstNumber, firstPreviousHash, lastNumber, lastHash]),
  }
}
