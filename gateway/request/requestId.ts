const shape = /^[\w.:-]{1,128}$/

/** The client's own id of a request (`x-request-id`), where it sent one that can be logged and sent on. */
export function readRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && shape.test(header) ? header : undefined
}
