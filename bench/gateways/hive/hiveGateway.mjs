// Hive Gateway by its own command line; told by SUPERGRAPH_FILE and PORT, tells its parent where it serves.
const url = `http://127.0.0.1:${process.env.PORT}`
const config = new URL('gateway.config.mjs', import.meta.url).pathname
process.argv.splice(2, process.argv.length, 'supergraph', process.env.SUPERGRAPH_FILE)
process.argv.push('--host', '127.0.0.1', '--port', process.env.PORT, '--config-path', config)
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())

const serves = () =>
  fetch(`${url}/readiness`).then(
    ({ ok }) => ok,
    () => false,
  )
await import('./node_modules/@graphql-hive/gateway/dist/bin.js')
while (!(await serves())) await new Promise((resolve) => setTimeout(resolve, 100))
process.send({ ready: url })
