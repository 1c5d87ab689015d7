import { describeFault } from '../describeFault.js'

describeFault('many-ask-at-once', { copies: 2 })
