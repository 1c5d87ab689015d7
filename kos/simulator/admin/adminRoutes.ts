import { type FastifyInstance, type FastifyReply } from 'fastify'
import { z } from 'zod'
import { billOf } from '../billing/bill.js'
import { createTimeline } from '../billing/timeline.js'
import { clearCalls, listCalls } from '../calls/callStore.js'
import { faultsSchema, operations } from '../faults/faults.js'
import { type KosContext } from '../kosRoutes.js'
import { effectsOf, listLedger } from '../orders/ledgerStore.js'
import { dateOf } from '../seoulTime.js'
import { defaultSettings, settingsSchema } from './settingsStore.js'
import { findPerson, listPeople } from './people.js'

/** All of them when absent. */
const operation = z.enum(['all', ...operations]).default('all')
const faultsRequest = faultsSchema.extend({ operation, seed: z.number().int().optional() })
const clearRequest = z.object({ operation })
const ledgerQuery = z.object({ lineNumber: z.string().optional(), requestId: z.string().optional() })
const peopleQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2_000).default(100),
})
const personParams = z.object({ loginId: z.string() })
const billParams = z.object({ lineNumber: z.string(), month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) })

const chosen = (name: z.output<typeof operation>) => (name === 'all' ? operations : [name])
const notFound = (reply: FastifyReply, message: string) => reply.code(404).send({ message })

/** The simulator's own controls: faults, settings, ledger, counts, and the facts that answers are checked against. */
export function addAdminRoutes(app: FastifyInstance, context: KosContext): void {
  const { database, population, settings, switches, calls, delayed, clock } = context

  app.put('/admin/faults', async ({ body }) => {
    const { operation: name, seed, ...faults } = faultsRequest.parse(body)
    await switches.set(chosen(name), { seed: seed ?? population.key.seed, faults })
    return switches.show()
  })
  app.get('/admin/faults', () => switches.show())
  app.delete('/admin/faults', async ({ query }) => {
    await switches.clear(chosen(clearRequest.parse(query).operation))
    return switches.show()
  })

  app.put('/admin/settings', async ({ body }) => {
    await settings.save({ ...settings.current(), ...settingsSchema.partial().parse(body) } as ReturnType<
      typeof settings.current
    >)
    return settings.current()
  })
  app.get('/admin/settings', () => settings.current())
  app.delete('/admin/settings', async () => {
    await settings.save(defaultSettings)
    return settings.current()
  })

  app.get('/admin/ledger', async ({ query }) => {
    await delayed.applyDue()
    return listLedger(database, ledgerQuery.parse(query))
  })
  app.get('/admin/calls', async () => {
    await calls.flush()
    return listCalls(database)
  })
  app.delete('/admin/calls', async (_request, reply) => {
    await calls.flush()
    await clearCalls(database)
    return reply.code(204).send()
  })

  app.get('/admin/customers', ({ query }) => {
    const { offset, limit } = peopleQuery.parse(query)
    return listPeople(population, offset, limit)
  })
  app.get(
    '/admin/customers/:loginId',
    ({ params }, reply) =>
      findPerson(population, personParams.parse(params).loginId) ?? notFound(reply, 'no such customer'),
  )
  app.get('/admin/bills/:lineNumber/:month', async ({ params }, reply) => {
    const { lineNumber, month } = billParams.parse(params)
    const found = population.find(lineNumber)
    if (!found) return notFound(reply, 'no such line')
    await delayed.applyDue()
    const timeline = createTimeline(found.line, await effectsOf(database, lineNumber))
    const bill = billOf({ seed: population.key.seed, line: found.line, timeline, today: dateOf(clock()) }, month)
    return bill ? { lineStatus: found.line.status, ...bill } : notFound(reply, 'no bill for that month')
  })
}
