/** Why there is no answer. `detail` is for the log, not for a caller. */
export interface NoAnswer {
  ok: false
  reason: 'timeout' | 'connection' | 'too-large'
  detail: string
  /** Whether the other side cannot have received anything: no connection to it was made. */
  unsent?: true
}

/** What the head of an answer says that somebody here wants to know. */
export interface AnswerSays {
  status: number
  contentType: string
  setCookies: readonly string[]
  /** The access token that was issued with this answer, if one was. */
  issuedToken: string | null
  /** For how long the answer may be kept, as the other side says; null: it says nothing. */
  cacheControl: string | null
}

/** An answer as it came. */
export interface Answered extends AnswerSays {
  ok: true
  text: string
}

export type Answer = Answered | NoAnswer
