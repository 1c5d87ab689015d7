import { describeFault } from '../describeFault.js'

describeFault('kos-says-9999')
