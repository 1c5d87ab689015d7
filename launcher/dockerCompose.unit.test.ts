import { Script } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { databases } from '../platform/database/databases.js'
import { roleNames } from './roles.js'
import { configurationSchemas } from './testing/configurationSchemas.js'
import { exampleVariables, projectFile } from './testing/projectFile.js'
import { v8Flags } from './v8Flags.js'

interface Service {
  image: string
  user?: string
  stop_grace_period?: string
  command: string[]
  environment?: Record<string, string>
  healthcheck?: { test: string[] }
  deploy?: { resources: { limits: { memory?: string; cpus?: string } } }
  depends_on?: Record<string, { condition: string }>
  profiles?: string[]
  ports?: string[]
  volumes?: string[]
}

const text = projectFile('docker-compose.yml')
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
const variables = [...text.matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)(:[-?])?/g)].map(([, name = '', kind = '']) => ({
  name,
  kind,
}))
const example = exampleVariables().filter(({ active }) => active)

const service = (name: string): Service => {
  const found = services[name]
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`)
  return found
}

/** What a service would see: the variables filled in from `env`, as Docker does it. */
function filledIn(name: string, env: Record<string, string>): Record<string, string> {
  const fill = (value: string) =>
    value.replace(
      /\$\{([A-Z0-9_]+)(?::([-?])([^}]*))?\}/g,
      (_, key: string, kind: string | undefined, rest: string | undefined) => {
        const given = env[key] ?? ''
        if (given === '' && kind === '?') throw new Error(`${key} is missing`)
        return given === '' && kind === '-' ? (rest ?? '') : given
      },
    )
  return Object.fromEntries(Object.entries(service(name).environment ?? {}).map(([key, value]) => [key, fill(value)]))
}

const key32 = Buffer.alloc(32, 7).toString('base64')
/** `.env.example` with its secrets filled in. */
const dotEnv = {
  ...Object.fromEntries(example.map(({ key, value }) => [key, value])),
  ...{ POSTGRES_PASSWORD: 'a1b2', LINE_ID_KEYS: `1:${key32}`, FIELD_KEYS: `1:${key32}`, BLIND_INDEX_KEY: key32 },
}
const present = (environment: Record<string, string>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

describe.each([...roleNames, 'balancer', 'seed-demo'] as const)('docker-compose.yml: %s', (name) => {
  const schema = configurationSchemas[name]

  it('sets keys of its configuration alone, and every one that is required', () => {
    expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(Object.keys(service(name).environment ?? {})))
    expect(schema.safeParse(present(filledIn(name, dotEnv))).error?.issues).toBeUndefined()
  })

  it('runs its command from our image, not as root, within limits', () => {
    expect(service(name)).toMatchObject({ image: 'yogeum', command: [name], user: 'node' })
    expect(service(name).deploy?.resources.limits).toEqual({
      memory: expect.stringMatching(/^\d+M$/),
      cpus: expect.any(String),
    })
  })
})

describe('docker-compose.yml', () => {
  it.each(roleNames)('passes every key on to %s that .env.example offers', (name) => {
    const offered = example.map(({ key }) => key).filter((key) => key in configurationSchemas[name].shape)
    expect(Object.keys(service(name).environment ?? {})).toEqual(expect.arrayContaining(offered))
  })

  it.each(roleNames)('asks %s whether it is ready, by a command that parses', (name) => {
    const [kind, program, flag, script = ''] = service(name).healthcheck?.test ?? []
    expect([kind, program, flag]).toEqual(['CMD', 'node', '-e'])
    expect(script).toContain('/readyz')
    expect(() => new Script(script)).not.toThrow()
  })

  it.each(['postgres', 'redis', 'balancer'])('watches and limits %s too', (name) => {
    expect(service(name).healthcheck?.test[0]).toBe('CMD')
    expect(service(name).deploy?.resources.limits.memory).toMatch(/^\d+[MG]$/)
  })

  it.each(databases)('makes and migrates the database %s before anybody uses it', (database) => {
    const address = `postgresql://yogeum:a1b2@postgres:5432/yogeum_${database}`
    expect(projectFile('ops/postgres/10-databases.sql')).toContain(`CREATE DATABASE yogeum_${database};`)
    expect(service('postgres').volumes).toContain('./ops/postgres:/docker-entrypoint-initdb.d:ro')
    expect(service(`migrate-${database}`)).toMatchObject({
      command: ['migrate', database],
      user: 'node',
      depends_on: { postgres: { condition: 'service_healthy' } },
    })
    expect(filledIn(`migrate-${database}`, dotEnv)).toEqual({ DATABASE_URL: address })
    const role = database === 'kos' ? 'simulator' : database
    expect(filledIn(role, dotEnv)['DATABASE_URL']).toBe(address)
    expect(service(role).depends_on).toMatchObject({
      [`migrate-${database}`]: { condition: 'service_completed_successfully' },
    })
  })

  it('lets the saga work on the changes of product, in any number of copies, with the keys that billing knows', () => {
    expect(filledIn('saga', dotEnv)['DATABASE_URL']).toBe(filledIn('product', dotEnv)['DATABASE_URL'])
    expect(service('saga').depends_on).toMatchObject({
      'migrate-product': { condition: 'service_completed_successfully' },
      billing: { condition: 'service_healthy' },
    })
    // A name or a published port of its own would allow one copy only.
    expect(Object.keys(service('saga'))).not.toContain('container_name')
    expect(service('saga').ports).toBeUndefined()
    expect(filledIn('saga', dotEnv)['BLIND_INDEX_KEY']).toBe(filledIn('billing', dotEnv)['BLIND_INDEX_KEY'])
    expect(filledIn('saga', dotEnv)['BILLING_URL']).toBe(`http://balancer:${filledIn('billing', dotEnv)['PORT']}`)
  })

  it('lets no role wait until Redis is healthy: every one does without', () => {
    const conditions = Object.values(services).flatMap(({ depends_on }) => depends_on?.['redis']?.condition ?? [])
    expect(conditions).toEqual(conditions.map(() => 'service_started'))
    expect(filledIn('auth', dotEnv)['REDIS_URL']).toBe('redis://redis:6379')
  })

  it('opens the balancer alone, and on loopback unless told otherwise', () => {
    expect(Object.keys(services).filter((name) => service(name).ports)).toEqual(['balancer'])
    expect(service('balancer').ports).toEqual(['${HOST:-127.0.0.1}:${PORT:-4000}:4000'])
  })

  it.each(['gateway', 'auth', 'billing', 'product'])('balances over any number of copies of %s', (name) => {
    const { BALANCED = '' } = filledIn('balancer', dotEnv)
    expect(BALANCED.split(',')).toContain(`${name}:${filledIn(name, dotEnv)['PORT']}`)
    expect(BALANCED).toMatch(/^gateway:/) // clients reach the first
    // A name or a published port of its own would allow one copy only.
    expect(Object.keys(service(name))).not.toContain('container_name')
    expect(service(name).ports).toBeUndefined()
  })

  it('lets whoever asks another role ask the balancer, which is there before', () => {
    for (const role of roleNames) {
      const addresses = Object.entries(filledIn(role, dotEnv)).filter(([key]) =>
        /^(AUTH|BILLING|PRODUCT)_URL$/.test(key),
      )
      if (addresses.length > 0)
        expect(service(role).depends_on).toMatchObject({ balancer: { condition: 'service_started' } })
      for (const [key, address] of addresses) {
        const asked = key.replace('_URL', '').toLowerCase()
        expect(address).toBe(`http://balancer:${filledIn(asked, dotEnv)['PORT']}`)
      }
    }
    expect(filledIn('gateway', { ...dotEnv, TRUSTED_PROXY_HOPS: '' })['TRUSTED_PROXY_HOPS']).toBe('1')
  })

  it.each(['gateway', 'auth', 'billing', 'product', 'saga'])('gives %s time to drain and to finish', (name) => {
    const { DRAIN_MS } = filledIn(name, dotEnv)
    expect(Number(DRAIN_MS)).toBeGreaterThan(5_000)
    expect(parseInt(service(name).stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(Number(DRAIN_MS) + 20_000)
  })

  it('runs nothing of ours as root, and limits everything', () => {
    for (const [name, { image, user, deploy }] of Object.entries(services)) {
      if (image === 'yogeum') expect([name, user]).toEqual([name, 'node'])
      expect([name, deploy?.resources.limits]).toEqual([name, { memory: expect.any(String), cpus: expect.any(String) }])
    }
  })

  it("serves the gateway's metrics inside alone, and lets product tell billing how KOS fares", () => {
    expect(filledIn('gateway', dotEnv)).toMatchObject({ METRICS_PORT: '4005', METRICS_HOST: '0.0.0.0' })
    expect(
      Object.values(services)
        .flatMap(({ ports }) => ports ?? [])
        .join(),
    ).not.toContain('4005')
    expect(filledIn('product', dotEnv)['BILLING_URL']).toBe(`http://balancer:${filledIn('billing', dotEnv)['PORT']}`)
    // It does without: billing may be down while plans are shown.
    expect(Object.keys(service('product').depends_on ?? {})).not.toContain('billing')
  })

  it('makes demo accounts only when it is asked to, and is production unless told otherwise', () => {
    expect(Object.keys(services).filter((name) => service(name).profiles)).toEqual(['seed-demo'])
    expect(service('seed-demo').profiles).toEqual(['demo'])
    for (const name of [...roleNames, 'seed-demo'])
      expect(filledIn(name, { ...dotEnv, NODE_ENV: '' })['NODE_ENV']).toBe('production')
  })

  it('uses the variables of .env.example that are not commented out, no fewer and no more', () => {
    expect([...new Set(variables.map(({ name }) => name))].sort()).toEqual(example.map(({ key }) => key).sort())
  })

  it('does not start without its secrets, and asks for nothing else', () => {
    const wanted = new Set(variables.filter(({ kind }) => kind === ':?').map(({ name }) => name))
    expect([...wanted].sort()).toEqual(['BLIND_INDEX_KEY', 'FIELD_KEYS', 'LINE_ID_KEYS', 'POSTGRES_PASSWORD'])
    expect(variables.filter(({ kind }) => kind === '').map(({ name }) => name)).toEqual([])
  })
})

describe('Dockerfile', () => {
  const dockerfile = projectFile('Dockerfile')

  it('builds in one stage and runs another, not as root, with the command line as its entry', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
    expect(dockerfile.match(/^FROM node:20-slim/gm)).toHaveLength(2)
    expect(last).toContain('\nUSER node\n')
    const entryPoint = ['node', ...v8Flags, 'dist/launcher/cli.js']
    expect(last.trimEnd().endsWith(`ENTRYPOINT ${JSON.stringify(entryPoint)}`)).toBe(true)
    expect(dockerfile).toMatch(/npm ci[\s\S]*npm run build[\s\S]*npm prune --omit=dev/)
  })

  it('gives V8 the options that the refusals are measured with', () => {
    const { scripts } = JSON.parse(projectFile('package.json')) as { scripts: Record<string, string> }
    expect(scripts['bench:refusals']).toContain(`node ${v8Flags.join(' ')} dist/bench/refusals.js`)
  })

  it('lets no secret and nothing that is made on this machine into the image', () => {
    const ignored = projectFile('.dockerignore').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.data', '.git', 'node_modules', 'dist', '**/generated']))
  })
})
