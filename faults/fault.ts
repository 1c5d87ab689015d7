import { type Stage, type StageOptions } from './stage.js'

/** One thing that was promised, and what was seen of it. */
export interface Seen {
  /** `truth` holds on every machine; `speed` is a figure of this one, and no test asserts it. */
  kind: 'truth' | 'speed'
  promise: string
  held: boolean
  /** What was measured, for the report. */
  figure: string
}

/** How long the phases of a row take, ms. */
export interface Durations {
  healthyMs: number
  brokenMs: number
}

/** One way in which something fails, done to the real processes. */
export interface Fault {
  /** As it is chosen by `--only`, and as the folder of its short version in `e2e/` is named. */
  name: string
  what: string
  /** What the program must be like for it, asked for when it starts; as usual unless told. */
  stage?: () => Omit<StageOptions, 'folder'>
  run(stage: Stage, durations: Durations): Promise<Seen[]>
}

export const truth = (promise: string, held: boolean, figure = ''): Seen => ({ kind: 'truth', promise, held, figure })
export const speed = (promise: string, held: boolean, figure: string): Seen => ({
  kind: 'speed',
  promise,
  held,
  figure,
})
