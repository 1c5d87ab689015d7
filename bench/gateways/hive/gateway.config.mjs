import { defineConfig } from '@graphql-hive/gateway'

/** Hive Gateway's defaults, and the caller's token handed on. */
export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const authorization = request.headers.get('authorization')
      return authorization === null ? {} : { authorization }
    },
  },
})
