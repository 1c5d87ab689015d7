/** A role that serves. */
export interface RunningRole {
  /** Base address, such as http://127.0.0.1:4001. */
  url: string
  port: number
  /** Lets requests in flight finish, refuses new ones, then closes databases and pools. Safe to call twice. */
  stop(): Promise<void>
}
