import { createGroup } from '../../../platform/batching/createGroup.js'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type YearMonth } from '../../../platform/time/yearMonth.js'

/** How lines are named in the cache, and where the version of a line is known. */
export interface LineKeys {
  /**
   * A name of this customer's line that tells nothing of the number. Another customer's is another name, also for the
   * same number: whoever gets a number that was somebody else's finds nothing of theirs.
   */
  keyOf(customerId: string, lineNumber: string): string
  /**
   * How often the line's plan was changed, asked for anew each time; null while it is being changed. What a change makes
   * wrong is kept under a key that carries it, so that no lost message can leave the old plan behind.
   *
   * @throws when it cannot be looked up
   */
  versionOf(lineNumber: string): Promise<number | null>
}

/**
 * The versions of lines by the blind index of their numbers: 0 where there never was a change. Left out are lines whose
 * plan is being changed, so that nobody knows what KOS will say of them next.
 */
export type LineVersions = (lineKeys: string[]) => Promise<ReadonlyMap<string, number>>

/** Lines that are looked up in one statement. */
const mostAtOnce = 500

/** Names by blind index, and versions looked up for many requests at once. */
export function createLineKeys({
  cipher,
  versionsOf,
}: {
  cipher: Pick<FieldCipher, 'blindIndex'>
  versionsOf: LineVersions
}): LineKeys {
  const lookUps = createGroup<string, number | null>({
    most: mostAtOnce,
    async run(lineKeys) {
      const versions = await versionsOf([...new Set(lineKeys)])
      return lineKeys.map((lineKey) => versions.get(lineKey) ?? null)
    },
  })
  return {
    keyOf: (customerId, lineNumber) => cipher.blindIndex(`${customerId} ${lineNumber}`),
    versionOf: (lineNumber) => lookUps.submit(cipher.blindIndex(lineNumber)),
  }
}

/** The keys of one customer's request. A line's version is looked up once, when it is first needed. */
export interface RequestKeys {
  bill(lineNumber: string, month: YearMonth, current: YearMonth): Promise<string | null>
  billMonths(lineNumber: string): Promise<string | null>
  lineProduct(lineNumber: string): Promise<string | null>
}

/** Keys are null where an answer must not be kept: for nobody, and where the line has no version that can be relied on. */
export function createRequestKeys(lines: LineKeys, customerId: string | null): RequestKeys {
  const versions = new Map<string, Promise<number | null>>()
  const versionOf = (lineNumber: string): Promise<number | null> => {
    const known = versions.get(lineNumber)
    if (known) return known
    const version = lines.versionOf(lineNumber).catch(() => null)
    versions.set(lineNumber, version)
    return version
  }
  const named = (what: string, lineNumber: string): string | null =>
    customerId === null ? null : `${what}:${lines.keyOf(customerId, lineNumber)}`
  const versioned = async (name: string | null, lineNumber: string): Promise<string | null> => {
    if (name === null) return null
    const version = await versionOf(lineNumber)
    return version === null ? null : `${name}:v${version}`
  }
  return {
    bill(lineNumber, month, current) {
      const name = named(`bill:${month}`, lineNumber)
      // A change of plan does not reach back into the months that are over.
      return month < current ? Promise.resolve(name) : versioned(name, lineNumber)
    },
    billMonths: (lineNumber) => Promise.resolve(named('months', lineNumber)),
    lineProduct: (lineNumber) => versioned(named('product', lineNumber), lineNumber),
  }
}
