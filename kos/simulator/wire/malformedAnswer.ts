import { type ServerResponse } from 'node:http'
import { type Faults } from '../faults/faults.js'
import { type Envelope } from './envelope.js'

export type Malformation = NonNullable<Faults['malformed']>

const html = '<!doctype html><html><head><title>KOS</title></head><body><h1>점검 중입니다</h1></body></html>'
const hugeBytes = 10 * 1024 * 1024
const dripMs = 100

/** The nested object that carries what the caller came for, else the envelope itself. */
function core(envelope: Envelope): { holder: Record<string, unknown>; field: string } {
  const { data } = envelope
  if (!data) return { holder: envelope as unknown as Record<string, unknown>, field: 'resultCode' }
  const inner: [string, string][] = [
    ['billInfo', 'totalFee'],
    ['productInfo', 'currentProductCode'],
    ['changeInfo', 'kosOrderNumber'],
    ['transferInfo', 'kosOrderNumber'],
  ]
  for (const [name, field] of inner) {
    const holder = data[name]
    if (typeof holder === 'object' && holder !== null) return { holder: holder as Record<string, unknown>, field }
  }
  const field = ['availableMonths', 'products', 'status'].find((name) => name in data)
  return { holder: data, field: field ?? 'requestId' }
}

function spoil(envelope: Envelope, how: 'missingField' | 'wrongType'): string {
  const copy = structuredClone(envelope)
  const { holder, field } = core(copy)
  if (how === 'missingField') delete holder[field]
  else holder[field] = typeof holder[field] === 'string' ? { value: holder[field] } : '없음'
  return JSON.stringify(copy)
}

/** Writes an answer that breaks the contract straight to the socket; ends early when `stopping` says so or the caller hangs up. */
export async function sendMalformed(
  response: ServerResponse,
  how: Malformation,
  envelope: Envelope,
  stopping: AbortSignal,
): Promise<void> {
  const json = { 'content-type': 'application/json; charset=utf-8' }
  switch (how) {
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
      return
    case 'missingField':
    case 'wrongType':
      response.writeHead(200, json).end(spoil(envelope, how))
      return
    case 'huge':
      response.writeHead(200, json).end(JSON.stringify({ ...envelope, padding: 'x'.repeat(hugeBytes) }))
      return
    case 'drip':
      response.writeHead(200, json)
      await drip(response, Buffer.from(JSON.stringify(envelope)), stopping)
  }
}

/** A byte at a time: never silent, never done. */
function drip(response: ServerResponse, body: Buffer, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0
    const end = () => {
      clearInterval(timer)
      stopping.removeEventListener('abort', end)
      response.destroy()
      resolve()
    }
    const timer = setInterval(() => {
      if (sent >= body.length) return end()
      response.write(body.subarray(sent, sent + 1))
      sent += 1
    }, dripMs)
    response.on('close', end)
    stopping.addEventListener('abort', end)
  })
}
