/** `<change id>:<version>`: what goes over every transport, and what the append itself notifies. */
export const hintOf = (changeId: string, version: number): string => `${changeId}:${version}`

/** The part of a hint that names the change. */
export const changeIdIn = (hint: string): string => hint.split(':', 1)[0] ?? ''
