import { ConfigError } from '../platform/config/configError.js'

/** One clear sentence for whoever started the program; a stack only for what nobody foresaw. */
export function explainStartFailure(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof ConfigError) return error.message
  const { code, port, path, message, stack } = error as NodeJS.ErrnoException & { port?: number }
  switch (code ?? '') {
    case 'EADDRINUSE':
      return `Port ${port ?? env['PORT'] ?? ''} is taken by another program: stop it, or choose another with PORT.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return path === undefined
        ? `Not allowed: ${message}`
        : `The folder ${path} cannot be written: choose another with YOGEUM_DATA_DIR.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path ?? 'The data folder'} is not a folder: choose another with YOGEUM_DATA_DIR.`
    case 'ENOSPC':
      return 'The disk is full.'
    case 'ECONNREFUSED':
      return `The database does not answer: ${message}`
    default:
      return stack ?? String(error)
  }
}
