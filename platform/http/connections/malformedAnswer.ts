/** What came is not HTTP/1.1, or not HTTP/1.1 that can be understood in one way alone. The connection is of no more use. */
export class MalformedAnswer extends Error {
  override name = 'MalformedAnswer'
}

/** More came than is taken. */
export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge'
  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`)
  }
}
