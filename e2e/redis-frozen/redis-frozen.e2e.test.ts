import { describeFault } from '../describeFault.js'

describeFault('redis-frozen')
