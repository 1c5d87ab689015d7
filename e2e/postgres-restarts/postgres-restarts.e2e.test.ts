import { describeFault } from '../describeFault.js'

describeFault('postgres-restarts')
