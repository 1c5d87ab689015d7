// What components ask of a browser and jsdom does not have.
import { TextDecoder, TextEncoder } from 'node:util'

Object.assign(globalThis, { TextDecoder, TextEncoder })
globalThis.matchMedia ??= (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
})
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
if (globalThis.document && !globalThis.document.fonts) {
  Object.defineProperty(globalThis.document, 'fonts', {
    value: { addEventListener: () => undefined, removeEventListener: () => undefined },
  })
}
