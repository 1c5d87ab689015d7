import fastifyStatic from '@fastify/static'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtFolder } from './builtFolder.js'
import { pageHeaders } from './securityHeaders.js'

/** Monaco, the editor in the page, sets styles by script, and keeps its icon font in the stylesheet. */
const graphiqlHeaders = pageHeaders({ style: ["'unsafe-inline'"], font: ['data:'] })

/**
 * Serves GraphiQL to browsers at GET /graphql, and its files, whose names change with their content, at /graphiql/.
 *
 * @param otherwise answers a GET that does not ask for a page: a query in the address.
 */
export async function addGraphiql(
  app: FastifyInstance,
  {
    folder = builtFolder('dist/pages/graphiql'),
    otherwise,
  }: { folder?: string | undefined; otherwise: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> },
): Promise<void> {
  const page = join(folder, 'index.html')
  const built = existsSync(page)
  if (built) {
    await app.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/graphiql/assets/',
      index: false,
      maxAge: '365d',
      immutable: true,
      decorateReply: false,
    })
  }
  const html = built ? await readFile(page, 'utf8') : null
  app.get('/graphql', async (request, reply): Promise<unknown> => {
    if (request.headers.accept?.includes('text/html') !== true) return otherwise(request, reply)
    if (html === null)
      return reply.code(503).type('text/plain; charset=utf-8').send('GraphiQL is not built: run "npm run build".\n')
    return reply.headers(graphiqlHeaders).send(html)
  })
}
