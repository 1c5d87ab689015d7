import { describe, expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import { everyMetric } from './testing/exportedMetrics.js'
import { projectFile } from './testing/projectFile.js'
import { readPromql } from './testing/promql.js'

interface Panel {
  id: number
  title: string
  type: string
  description?: string
  gridPos: { x: number; y: number; w: number; h: number }
  targets?: { expr: string; legendFormat: string }[]
}
interface Rule {
  alert: string
  expr: string
  for?: string
  labels: { severity: string }
  annotations: { summary: string; runbook: string }
}

const boards = readdirSync('ops/grafana').map((file) => ({
  file,
  ...(JSON.parse(projectFile(`ops/grafana/${file}`)) as { uid: string; title: string; panels: Panel[] }),
}))
const panels = boards.flatMap(({ file, panels }) =>
  panels.filter(({ type }) => type !== 'row').map((panel) => ({ ...panel, file })),
)
const { groups } = parseYaml(projectFile('ops/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)

/** Every expression, with where it stands. */
const expressions = [
  ...panels.flatMap(({ file, title, targets = [] }) =>
    targets.map(({ expr }) => ({ from: `${file}: ${title}`, asked: readPromql(expr) })),
  ),
  ...rules.map(({ alert, expr }) => ({ from: `alerts.yml: ${alert}`, asked: readPromql(expr) })),
]

const { registry, metrics } = everyMetric()
/** What Prometheus adds to what it has from us. */
const added = ['job', 'instance']
const suffix = { counter: [''], gauge: [''], histogram: ['_bucket', '_sum', '_count'], summary: ['_sum', '_count', ''] }
/** The series of each metric, by their names. */
const exported = new Map(
  metrics.flatMap((metric) => suffix[metric.type].map((end) => [metric.name + end, metric] as const)),
)
const labelsOf = (series: string): string[] => {
  const metric = exported.get(series)
  if (series === 'up') return added
  return [...(metric?.labelNames ?? []), 'role', ...added, ...(series.endsWith('_bucket') ? ['le'] : [])]
}
const wrong = (find: (one: (typeof expressions)[number]) => string[]) =>
  expressions.flatMap((one) => find(one).map((what) => `${one.from}: ${what}`))

describe('the dashboards and alerts', () => {
  it('are there, and all of their expressions are PromQL', () => {
    expect(expressions.length).toBeGreaterThan(40)
    expect(wrong(({ asked }) => asked.errors)).toEqual([])
  })

  it('ask for no series that the code does not export', () => {
    expect(
      wrong(({ asked }) => asked.series.map(({ name }) => name).filter((name) => name !== 'up' && !exported.has(name))),
    ).toEqual([])
  })

  it('choose and group by no label that the series do not have', () => {
    expect(
      wrong(({ asked: { series, labels } }) => [
        ...series.flatMap(({ name, matchers }) =>
          matchers.filter(({ label }) => !labelsOf(name).includes(label)).map(({ label }) => `${name}{${label}}`),
        ),
        ...labels.filter((label) => series.some(({ name }) => !labelsOf(name).includes(label))),
      ]),
    ).toEqual([])
  })

  it('choose no value that a label never has', async () => {
    const lines = (await registry.metrics()).split('\n')
    /** Values that the code has made; undefined for a label whose values come with the traffic. */
    const valuesOf = (series: string, label: string): Set<string> | undefined => {
      const metric = exported.get(series)?.name
      const found = lines
        .filter((line) => line.startsWith(`${metric}{`))
        .flatMap((line) => new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1] ?? [])
      return found.length === 0 ? undefined : new Set(found)
    }
    const known = [['role', ['gateway', 'auth', 'billing', 'product', 'saga']]] as const
    expect(
      wrong(({ asked: { series } }) =>
        series.flatMap(({ name, matchers }) =>
          matchers.flatMap(({ label, values }) => {
            if (values === null) return [`${label} is chosen by a pattern that is no list`]
            const real = new Map<string, Iterable<string> | undefined>(known).get(label) ?? valuesOf(name, label)
            return real === undefined ? [] : values.filter((value) => ![...real].includes(value))
          }),
        ),
      ),
    ).toEqual([])
  })

  it('take a rate of what only grows, and the value of what does not', () => {
    const grows = (name: string) => exported.get(name)?.type !== 'gauge' && name !== 'up'
    expect(
      wrong(({ asked: { series, rated } }) =>
        series.filter(({ name }) => grows(name) !== rated.includes(name)).map(({ name }) => name),
      ),
    ).toEqual([])
  })

  it('show every metric of ours', () => {
    const shown = new Set(
      panels.flatMap(({ targets = [] }) =>
        targets.flatMap(({ expr }) => readPromql(expr).series.map(({ name }) => exported.get(name)?.name)),
      ),
    )
    const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith('yogeum_'))
    expect(ours.filter((name) => !shown.has(name))).toEqual([])
  })

  it('name in legends and sentences only labels that are left after grouping', () => {
    const left = (expr: string) => {
      const { series, labels } = readPromql(expr)
      return new Set(labels.length > 0 ? labels : series.flatMap(({ name }) => labelsOf(name)))
    }
    const named = (text: string) =>
      [...text.matchAll(/\{\{ ?(?:\$labels\.)?(\w+) ?\}\}/g)].map(([, label = '']) => label)
    const told = [
      ...panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr, legendFormat }) => ({ from: title, expr, text: legendFormat })),
      ),
      ...rules.map(({ alert, expr, annotations }) => ({ from: alert, expr, text: annotations.summary })),
    ]
    expect(
      told.flatMap(({ from, expr, text }) =>
        named(text)
          .filter((label) => !left(expr).has(label))
          .map((label) => `${from}: ${label}`),
      ),
    ).toEqual([])
  })
})

describe('a dashboard', () => {
  it('says of each panel what it shows, once, on a place of its own', () => {
    for (const { panels: all } of boards) {
      expect(all.filter(({ type, description }) => type !== 'row' && (description ?? '').length < 10)).toEqual([])
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
      expect(new Set(all.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(all.length)
      expect(all.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
    }
    expect(new Set(boards.map(({ uid }) => uid)).size).toBe(boards.length)
  })
})

describe('an alert', () => {
  it('has a name of its own, a severity, a sentence, and its paragraph in the documents', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
    const text = projectFile('docs/operations.md')
    for (const { alert, labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels.severity)
      expect(annotations.summary.length).toBeGreaterThan(20)
      expect(annotations.runbook).toBe('docs/operations.md#alerts')
      expect(text).toContain(`| \`${alert}\` | ${labels.severity} |`)
    }
    const documented = [...text.matchAll(/^\| `(Yogeum\w+)` \|/gm)].map(([, name]) => name)
    expect(documented.sort()).toEqual(rules.map(({ alert }) => alert).sort())
  })
})
