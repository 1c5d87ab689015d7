import { describe, it } from '@jest/globals'
import { findProgram } from '../launcher/findProgram.js'

/**
 * A suite that needs a program of the system, such as a real Redis. Where it is not installed the suite is skipped, and
 * says so; with YOGEUM_REQUIRE_ALL_SUITES=1, as in CI, it fails.
 */
export function describeWithProgram(program: string, name: string, suite: () => void): void {
  if (findProgram(program) !== null) return describe(name, suite)
  if (process.env['YOGEUM_REQUIRE_ALL_SUITES'] === '1') {
    return describe(name, () => {
      it(`needs ${program}`, () => {
        throw new Error(`${program} is not on the PATH, and YOGEUM_REQUIRE_ALL_SUITES=1 lets no suite be skipped`)
      })
    })
  }
  process.stderr.write(`SKIPPED "${name}": ${program} is not on the PATH (Debian: apt-get install ${program})\n`)
  describe.skip(name, suite)
}
