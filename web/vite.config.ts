import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const gateway = process.env['YOGEUM_GATEWAY'] ?? 'http://127.0.0.1:4000'

/** The pages: built into dist/web/pages, or served with `npm run dev:web` in front of a running gateway. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  envDir: false,
  logLevel: 'warn',
  // The gateway puts another one in its place for each answer; it is for styles, which components bring along at run time.
  html: { cspNonce: 'PAGE_NONCE' },
  build: {
    outDir: resolve(import.meta.dirname, '../dist/web/pages'),
    emptyOutDir: true,
    // Which file needs which, for the test of what a first load weighs.
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      onLog: (level, log, otherwise) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : otherwise(level, log)),
    },
  },
  server: {
    proxy: {
      // The gateway takes cookies from pages of its own host alone.
      '/graphql': { target: gateway, ws: true, changeOrigin: true, headers: { origin: gateway } },
    },
  },
})
