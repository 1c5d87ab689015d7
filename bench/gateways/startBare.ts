import { writeFile } from 'node:fs/promises'
import { type OperationName } from './operations.js'
import { type Stage } from './stage.js'

/** Starts the bare server, which sends these bytes whatever it is asked: the limit of what Node can answer. */
export async function startBare(stage: Stage, sent: Record<OperationName, string>): Promise<void> {
  await writeFile(stage.behind.answersFile, JSON.stringify(sent))
  await stage.start('bare')
}

/** Of each operation the answer of middle length. */
export function middleAnswers(answers: Record<OperationName, string[]>): Record<OperationName, string> {
  const middle = (texts: readonly string[]) =>
    [...texts].sort((a, b) => a.length - b.length)[Math.floor(texts.length / 2)] ?? ''
  return { Home: middle(answers.Home), Small: middle(answers.Small), List: middle(answers.List) }
}
