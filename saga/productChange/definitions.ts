import { decide, type Decision, type Finding } from './domain/decide.js'
import { type Action, nextAction } from './domain/nextAction.js'
import { type SagaPolicy } from './domain/policy.js'
import { type ChangeState } from './domain/state.js'

/** The rules under which a change is carried out. */
export interface Definition {
  nextAction(state: ChangeState, now: Date, policy: SagaPolicy): Action
  decide(state: ChangeState, finding: Finding, now: Date, policy: SagaPolicy): Decision
}

/**
 * Every definition that may still have changes under way. A change keeps the one that it began with: new rules get a new
 * number and the old ones stay until no active change has them. A worker leaves alone what it does not know, so that
 * during a deployment old and new copies run side by side.
 */
export const definitions: Readonly<Record<number, Definition>> = {
  1: { nextAction, decide },
}

/** What a change that is requested now begins with. */
export const currentDefinition = 1

/** @throws Error for one that no worker of this version may touch */
export function definitionOf(version: number): Definition {
  const definition = definitions[version]
  if (!definition) throw new Error(`no definition ${version} of the product change is known`)
  return definition
}
