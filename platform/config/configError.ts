/** A process cannot start as it was configured. The message is for the person who started it: no stack is shown. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
