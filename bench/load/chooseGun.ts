import { findProgram } from '../../launcher/findProgram.js'
import { autocannonGun } from './autocannonGun.js'
import { type Gun } from './shot.js'
import { createWrk } from './wrk.js'

/** wrk where it is installed (Debian's package has that name), else autocannon. */
export function chooseGun(folder: string): Gun {
  const wrk = findProgram('wrk')
  return wrk === null ? autocannonGun : createWrk(wrk, folder)
}
