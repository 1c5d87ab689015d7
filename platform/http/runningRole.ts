/** A role that serves. */
export interface RunningRole {
  /** Base address, such as http://127.0.0.1:4001. */
  url: string
  port: number
  /**
   * Says at /readyz that it is about to stop, and serves on for DRAIN_MS; resolves when it may be stopped. Absent where
   * nobody balances, as before the simulator.
   */
  drain?(): Promise<void>
  /** Lets requests in flight finish, refuses new ones, then closes databases and pools. Safe to call twice. */
  stop(): Promise<void>
}
