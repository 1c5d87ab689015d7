import { type KosControls } from '../../testing/program/kosControls.js'
import { type LineKind, targetOf } from '../../testing/program/targetOf.js'
import { signIn } from '../graphqlClient.js'

/** Somebody with one line, whose plan may be changed. */
export interface ChangeCustomer {
  loginId: string
  lineId: string
  lineNumber: string
  /** The code of the plan that they are on, and of the one to change to, with its name. */
  from: string
  to: string
  toName: string
  /** An API session beside the one of the browser. */
  token: string
}

/** KOS lets a line change once in 30 days. */
const restingMs = 31 * 86_400_000

/** Gives another customer at each call, who has never been used before. */
export function changeCustomers(parts: () => { kos: KosControls; url: string }) {
  const used = new Set<string>()
  return async (kind: LineKind = 'NO_CONTRACT'): Promise<ChangeCustomer> => {
    const { kos, url } = parts()
    const plans = (await kos.plans()) as (Awaited<ReturnType<KosControls['plans']>>[number] & {
      product_name: string
    })[]
    for (const { loginId, lines, permissions, operatorCode: operator } of await kos.people(400)) {
      const [line] = lines
      if (used.has(loginId) || !loginId.startsWith('c') || !line || lines.length !== 1) continue
      if (line.lineStatus !== 'ACTIVE' || !permissions.includes('PRODUCT_CHANGE')) continue
      const { lineNumber } = line
      const current = await kos.planOf(lineNumber)
      if (!current || Date.parse(current.since) > Date.now() - restingMs) continue
      const found = { loginId, lineId: '', lineNumber, operator, from: current.code }
      const to = targetOf(kind, found, await kos.contractOf(lineNumber), plans)
      if (to === undefined) continue
      used.add(loginId)
      const { token, lineIds } = await signIn(url, loginId)
      const toName = plans.find(({ product_code: code }) => code === to)?.product_name ?? ''
      return { ...found, lineId: lineIds[0] ?? '', to, toName, token }
    }
    throw new Error(`nobody is left whose line is ${kind}`)
  }
}
