import { type Session } from '../session/session.js'

/**
 * `fetch` for what needs a session: renews it before it expires, and when the gateway says that it has, renews it once and
 * asks again. A refused operation was not carried out, so nothing happens twice.
 */
export function createSessionFetch(session: Pick<Session, 'ensureFresh' | 'refresh'>): typeof fetch {
  return async (input, init) => {
    await session.ensureFresh()
    const first = await fetch(input, init)
    if (!(await isUnauthenticated(first.clone()))) return first
    return (await session.refresh()) ? fetch(input, init) : first
  }
}

async function isUnauthenticated(response: Response): Promise<boolean> {
  const { errors } = (await response.json().catch(() => ({}))) as { errors?: { extensions?: { code?: string } }[] }
  return errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false
}
