import { describe, expect, it } from '@jest/globals'
import { configurationKeys } from './testing/configurationSchemas.js'
import { exampleVariables, projectFile } from './testing/projectFile.js'

const keys = configurationKeys()
const sorted = (names: Iterable<string>) => [...new Set(names)].sort()

describe('.env.example', () => {
  const example = exampleVariables()

  it('offers every key of every role and of the launcher, once, and besides only the password that Docker wants', () => {
    expect(example.map(({ key }) => key).sort()).toEqual(sorted([...keys.map(({ key }) => key), 'POSTGRES_PASSWORD']))
  })

  it('explains each in one line, with its default or that it is required', () => {
    const unexplained = example.filter(
      ({ key, comment }) => key !== 'POSTGRES_PASSWORD' && !/.{10,}\b(Default|Required)\b/.test(comment),
    )
    expect(unexplained.map(({ key }) => key)).toEqual([])
  })

  it('gives no default that is not the real one', () => {
    const wrong = example.filter(({ key, value, comment }) => {
      const real = keys.filter((one) => one.key === key && one.defaultValue !== null).map((one) => one.defaultValue)
      // Docker's defaults are others, which their comments say.
      if (real.length === 0 || ['NODE_ENV', 'TRUSTED_PROXY_HOPS'].includes(key)) return false
      return (
        !real.includes(value) || real.some((one) => !comment.includes(String(one)) && !comment.includes(`\`${one}\``))
      )
    })
    expect(wrong.map(({ key }) => key)).toEqual([])
  })

  it('holds no secret', () => {
    const secrets = ['POSTGRES_PASSWORD', 'LINE_ID_KEYS', 'FIELD_KEYS', 'BLIND_INDEX_KEY']
    expect(example.filter(({ key }) => secrets.includes(key)).map(({ value }) => value)).toEqual(['', '', '', ''])
  })
})

describe('docs/configuration.md', () => {
  const rows = projectFile('docs/configuration.md')
    .split('\n')
    .filter((line) => /^\| [A-Z][A-Z0-9_]* \|/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))

  it('has a row for every key of every role and of the launcher, with its default, and no other row', () => {
    const said = rows.flatMap(([key, roles = '', , , byDefault]) =>
      roles.split(', ').map((role) => `${role} ${key} ${byDefault}`),
    )
    const real = keys.map(({ reader, key, required, defaultValue }) => {
      const byDefault = required ? 'required' : defaultValue === null ? 'none' : `\`${defaultValue}\``
      return `${reader} ${key} ${byDefault}`
    })
    expect(said.sort()).toEqual(real.sort())
  })

  it('says of each what it means and in what unit', () => {
    expect(rows.filter((row) => row.length !== 5 || row.some((cell) => cell === ''))).toEqual([])
  })
})
