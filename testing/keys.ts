/** Fixed keys for tests: the same ids in every run. */
export const testKeys = {
  LINE_ID_KEYS: `1:${Buffer.alloc(32, 1).toString('base64')}`,
  FIELD_KEYS: `1:${Buffer.alloc(32, 2).toString('base64')}`,
  BLIND_INDEX_KEY: Buffer.alloc(32, 3).toString('base64'),
}
