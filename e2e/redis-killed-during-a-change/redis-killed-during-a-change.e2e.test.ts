import { describeFault } from '../describeFault.js'

describeFault('redis-killed-during-a-change', { copies: 2 })
