import { type IncomingMessage } from 'node:http'

/** Short bodies of requests that went on, as they came. */
const bodies = new WeakMap<IncomingMessage, Buffer>()

export function keepBodyAtTheDoor(request: IncomingMessage, body: Buffer): void {
  bodies.set(request, body)
}

export const bodyAtTheDoor = (request: IncomingMessage): string | undefined => bodies.get(request)?.toString()
