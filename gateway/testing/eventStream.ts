export interface StreamedEvent {
  event: string
  data: unknown
}

/** Reads server-sent events one by one; null when the stream has ended. Comments are passed over. */
export function readEventStream(response: Response): {
  next(): Promise<StreamedEvent | null>
} {
  if (!response.body) throw new Error('the answer has no body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end !== -1) {
          const frame = text.slice(0, end)
          text = text.slice(end + 2)
          const found = /^event: (\w+)\ndata: ?(.*)$/.exec(frame)
          if (found)
            return { event: found[1] ?? '', data: found[2] === '' ? null : (JSON.parse(found[2] ?? '') as unknown) }
          if (frame !== ':') throw new Error(`not a frame of ours: ${frame}`)
          continue
        }
        const { done, value } = await reader.read()
        if (done) return null
        text += value
      }
    },
  }
}
