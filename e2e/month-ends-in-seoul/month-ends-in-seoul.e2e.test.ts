import { describeFault } from '../describeFault.js'

describeFault('month-ends-in-seoul')
