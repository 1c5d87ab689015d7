import JestRunner from 'jest-runner'

/** One suite at a time, in Jest's own process, however many workers run the others: each of these has a whole program. */
export default class SerialRunner extends JestRunner {
  isSerial = true
}
