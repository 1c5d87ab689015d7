/**
 * Configuration under which one machine may ask as if it were ten thousand: what a bench wants to know is what requests
 * cost, not when they are refused. Keys that a role does not know do nothing.
 */
export const withoutLimits: Record<string, string> = {}
