import 'i18next'
import { type app, type billInquiry, type desk, type home, type productChange, type session } from './namespaces.js'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app'
    resources: {
      app: typeof app
      session: typeof session
      home: typeof home
      billInquiry: typeof billInquiry
      productChange: typeof productChange
      desk: typeof desk
    }
  }
}
