import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { everyMetric } from './testing/exportedMetrics.js'
import { projectFile } from './testing/projectFile.js'

const text = projectFile('docs/operations.md')
const sorted = (names: Iterable<string>) => [...new Set(names)].sort()
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `yogeum_'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))

const { metrics: made } = everyMetric()
const ours = made.filter(({ name }) => name.startsWith('yogeum_'))

describe('docs/operations.md', () => {
  it('has a row for every metric of ours, with its kind and its labels, and no other row', () => {
    const said = rows.map(([name = '', , kind = '', labels = '']) => [
      name.replaceAll('`', ''),
      kind.split(',')[0],
      labels.replaceAll('`', ''),
    ])
    expect(said.sort()).toEqual(
      ours.map(({ name, type, labelNames }) => [name, type, labelNames.join(', ') || 'none']).sort(),
    )
  })

  it('names no metric that is not exported', () => {
    const named = [...text.matchAll(/\b(?:yogeum|nodejs|process)_[a-z0-9_]+\b/g)].map(([name]) => name)
    expect(sorted(named).filter((name) => !made.some((metric) => metric.name === name))).toEqual([])
  })

  it('knows every metric that stands anywhere in the code', () => {
    const files = ['gateway', 'kos/client', 'platform', 'saga', 'subgraphs'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    const written = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .filter((source) => source.includes("from 'prom-client'"))
      .flatMap((source) => [...source.matchAll(/'(yogeum_[a-z_]+)'/g)].map(([, name = '']) => name))
    expect(sorted(written)).toEqual(sorted(ours.map(({ name }) => name)))
  })

  it('says of each what it means', () => {
    expect(rows.filter((row) => row.length !== 5 || (row[4] ?? '').length < 6)).toEqual([])
  })
})
