import { describeFault } from '../describeFault.js'

describeFault('kos-slow')
