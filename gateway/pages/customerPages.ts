import fastifyStatic from '@fastify/static'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtFolder } from './builtFolder.js'
import { pageHeaders } from './securityHeaders.js'

/** What the build writes where a nonce belongs. */
const noncePlace = /PAGE_NONCE/g

/** Below these lie files, so that what is missing there is missing, and no page. */
const fileFolders = ['/assets/', '/graphiql/']

/**
 * Serves the pages of customers and operators (`web/`) at every address that nothing else is served at: they find their way
 * by the address themselves. Their files are named by content and kept for good; they were compressed when they were built.
 * Register it last.
 */
export async function addCustomerPages(
  app: FastifyInstance,
  { folder = builtFolder('dist/web/pages') }: { folder?: string | undefined } = {},
): Promise<void> {
  const page = join(folder, 'index.html')
  const built = existsSync(page)
  if (built) {
    await app.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      preCompressed: true,
      maxAge: '365d',
      immutable: true,
      decorateReply: false,
      // Or a cache in between gives one browser what was compressed for another.
      setHeaders: (response) => void response.setHeader('vary', 'accept-encoding'),
    })
  }
  const html = built ? await readFile(page, 'utf8') : null
  const icon = built && existsSync(join(folder, 'icon.svg')) ? await readFile(join(folder, 'icon.svg')) : null

  const showPage = (_request: FastifyRequest, reply: FastifyReply): unknown => {
    if (html === null)
      return reply.code(503).type('text/plain; charset=utf-8').send('The pages are not built: run "npm run build".\n')
    // Components bring styles along at run time; another word for each answer, so that nobody else's are taken for ours.
    const nonce = randomBytes(16).toString('base64url')
    return reply.headers(pageHeaders({ style: [`'nonce-${nonce}'`] })).send(html.replace(noncePlace, nonce))
  }
  if (icon) {
    app.get('/icon.svg', (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(icon),
    )
  }
  app.get('/', showPage)
  app.get('/*', (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const wantsPage = request.headers.accept?.includes('text/html') === true
    if (!wantsPage || fileFolders.some((prefix) => path.startsWith(prefix))) return reply.callNotFound()
    return showPage(request, reply)
  })
}
