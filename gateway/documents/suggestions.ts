/** A message of GraphQL's without the names of our schema that it suggests. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ ?Did you mean [^]*\?$/, '')
}
