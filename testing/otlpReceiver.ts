import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { eventually } from './eventually.js'

/** A span as it went over the wire, its attributes flattened. */
export interface ReceivedSpan {
  service: string
  name: string
  /** OTLP's number: 1 internal, 2 server, 3 client. */
  kind: number
  traceId: string
  spanId: string
  /** Empty for the first of a trace. */
  parentSpanId: string
  failed: boolean
  attributes: Record<string, string | number>
  links: { traceId: string; spanId: string }[]
}

/** A collector that takes OTLP over HTTP as JSON and keeps what it got. */
export interface OtlpReceiver {
  url: string
  spans: ReceivedSpan[]
  /** Everything that was sent, byte for byte. */
  text(): string
  requests: { path: string; headers: IncomingHttpHeaders }[]
  /** How it answers from now on. */
  behave(answer: (response: ServerResponse) => void): void
  /** The first span that fits, once it is there. */
  span(what: string, fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>
  stop(): Promise<void>
}

interface Sent {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: SentSpan[] }[]
  }[]
}
interface Attribute {
  key: string
  value: { stringValue?: string; intValue?: number; doubleValue?: number }
}
interface SentSpan extends Omit<ReceivedSpan, 'service' | 'failed' | 'attributes' | 'links' | 'parentSpanId'> {
  parentSpanId?: string
  status: { code?: number }
  attributes: Attribute[]
  links?: ReceivedSpan['links']
}

export const takes = (response: ServerResponse): void => void response.end('{}')

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const texts: string[] = []
  const requests: OtlpReceiver['requests'] = []
  let answer = takes
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString()
      texts.push(text)
      requests.push({ path: request.url ?? '', headers: request.headers })
      spans.push(...spansIn(JSON.parse(text) as Sent))
      response.setHeader('content-type', 'application/json')
      answer(response)
    })().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => texts.join('\n'),
    requests,
    behave: (next) => void (answer = next),
    span: (what, fits) => eventually(`the span ${what}`, () => spans.find(fits)),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const spansIn = ({ resourceSpans }: Sent): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(flat(resource.attributes)['service.name'])
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ parentSpanId = '', status, attributes, links = [], ...span }) => ({
        ...span,
        service,
        parentSpanId,
        failed: status.code === 2,
        attributes: flat(attributes),
        links,
      })),
    )
  })

const flat = (attributes: Attribute[]): Record<string, string | number> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue ?? '']),
  )
