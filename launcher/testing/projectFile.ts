import { readFileSync } from 'node:fs'

/** The text of a file at the top of the project. */
export function projectFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

export interface ExampleVariable {
  key: string
  value: string
  /** Active variables are docker-compose.yml's; those commented out are for roles that are started without it. */
  active: boolean
  /** The line above, without its `# `; empty when there is none. */
  comment: string
}

/** What `.env.example` offers. */
export function exampleVariables(): ExampleVariable[] {
  const lines = projectFile('.env.example').split('\n')
  return lines.flatMap((line, index) => {
    const found = /^(#?)([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)
    if (!found) return []
    const [, mark, key = '', value = ''] = found
    return [{ key, value, active: mark === '', comment: /^# (.*)$/.exec(lines[index - 1] ?? '')?.[1] ?? '' }]
  })
}
