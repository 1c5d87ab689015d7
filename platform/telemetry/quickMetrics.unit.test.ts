import { describe, expect, it } from '@jest/globals'
import { Counter, Histogram, Registry } from 'prom-client'
import { QuickCounter, QuickHistogram } from './quickMetrics.js'

/** The text of a registry in which the same was counted, and what another process would be told of it. */
async function counted(
  Counting: typeof Counter | typeof QuickCounter,
  Timing: typeof Histogram | typeof QuickHistogram,
): Promise<{ text: string; json: string }> {
  const registry = new Registry()
  registry.setDefaultLabels({ role: 'test' })
  const registers = [registry]
  const answers = new Counting({ name: 'answers_total', help: 'Answers.', labelNames: ['type', 'outcome'], registers })
  const took = new Timing({
    ...{ name: 'took_seconds', help: 'How long.', labelNames: ['type'], buckets: [0.01, 0.1, 1], registers },
  })
  answers.labels('query', 'ok').inc(0)
  answers.labels('query', 'ok').inc()
  answers.labels('mutation', 'a "quoted" one').inc(3)
  for (const seconds of [0, 0.01, 0.010_001, 0.5, 1, 7]) took.labels('query').observe(seconds)
  took.labels('mutation').observe(0.02)
  return { text: sorted(await registry.metrics()), json: JSON.stringify(await registry.getMetricsAsJSON()) }
}

/** With the labels of each line in the order of the alphabet: it means nothing. */
const sorted = (text: string): string =>
  text.replace(
    /\{(.*)\}/g,
    (_all, labels: string) =>
      `{${labels
        .split(/,(?=\w+=)/)
        .sort()
        .join()}}`,
  )

/** Without the examples that prom-client has a place for. */
const parsed = (json: string): unknown =>
  JSON.parse(json, (key, value: unknown) => (key === 'exemplar' ? undefined : value))

describe('what is counted quickly', () => {
  it('is told as prom-client tells it', async () => {
    const theirs = await counted(Counter, Histogram)
    const ours = await counted(QuickCounter, QuickHistogram)
    expect(ours.text).toBe(theirs.text)
    expect(parsed(ours.json)).toEqual(parsed(theirs.json))
    expect(ours.text).toContain('took_seconds_bucket{le="0.01",role="test",type="query"} 2')
  })
})
