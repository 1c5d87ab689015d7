import { eventually } from '../../testing/eventually.js'
import { ask } from '../../testing/program/graphql.js'
import { type KosControls } from '../../testing/program/kosControls.js'
import { signIn } from '../../testing/program/lines.js'
import { productChanges, type ShownChange } from '../../testing/program/productChanges.js'
import { targetOf } from '../../testing/program/targetOf.js'

/** A change that waits for a person, and whose it is. */
export interface StuckChange {
  id: string
  lineId: string
  lineNumber: string
}

const among = 300
const linesQuery = '{ viewer { lines { id } } }'

/**
 * Has a customer ask for a plan that their contract does not allow, and KOS refuse the way back, so that the change stops.
 * KOS is well again afterwards.
 *
 * @param skip so many fitting customers are passed over: each has one change
 */
export async function stickChange(url: string, kos: KosControls, skip = 0): Promise<StuckChange> {
  const plans = await kos.plans()
  let left = skip
  for (const { loginId, lines, permissions, operatorCode: operator } of await kos.people(among)) {
    const [line, ...others] = lines
    if (!line || others.length > 0 || line.lineStatus !== 'ACTIVE' || !permissions.includes('PRODUCT_CHANGE')) continue
    const { lineNumber, productCode: from } = line
    const known = { loginId, lineNumber, operator, from, lineId: '' }
    const to = targetOf('CONTRACT_CANNOT_MOVE', known, await kos.contractOf(lineNumber), plans)
    if (to === undefined || left-- > 0) continue
    const token = await signIn(url, loginId)
    const { data } = await ask(url, { query: linesQuery, token })
    const lineId = (data?.['viewer'] as { lines: { id: string }[] }).lines[0]?.id ?? ''
    const changes = productChanges(() => ({ url }), token)
    // Time to break the order back while the contract is being moved.
    await kos.break(['K6'], { latencyMs: 1_500 })
    const { change } = await changes.request({ lineId, productCode: to })
    if (!change) continue
    const { id } = change
    const reached = (what: string, is: (found: ShownChange) => boolean) =>
      eventually(what, async () => {
        const found = await changes.change(id)
        return found !== null && is(found)
      })
    await reached('the contract is being moved', ({ history }) =>
      history.some(({ type }) => type === 'ContractTransferRequested'),
    )
    await kos.break(['K5'], { applyFailRate: 1 })
    await reached('the change waits for a person', ({ status }) => status === 'NEEDS_ATTENTION')
    await kos.heal()
    return { id, lineId, lineNumber }
  }
  throw new Error(`nobody among ${among} has such a contract`)
}
