import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The way from a browser to the gateway, which can be cut. */
export interface CuttableNetwork {
  url: string
  /** Every connection breaks at once, and no other one comes about until `heal`. */
  cut(): void
  heal(): void
  stop(): Promise<void>
}

/** Passes on whatever comes to a port of its own. */
export async function startCuttableNetwork(toPort: number): Promise<CuttableNetwork> {
  const open = new Set<Socket>()
  let isCut = false
  const keep = (socket: Socket): void => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // Whoever is at the other end finds out by the close.
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((browser) => {
    if (isCut) return void browser.destroy()
    const gateway = connect(toPort, '127.0.0.1')
    keep(browser)
    keep(gateway)
    browser.on('close', () => gateway.destroy())
    gateway.on('close', () => browser.destroy())
    browser.pipe(gateway).pipe(browser)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakAll = (): void => open.forEach((socket) => socket.destroy())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      breakAll()
    },
    heal() {
      isCut = false
    },
    async stop() {
      server.close()
      breakAll()
      await once(server, 'close')
    },
  }
}
