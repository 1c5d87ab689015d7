/**
 * The header by which auth tells the gateway the access token of a session that an operation has just begun or continued,
 * so that the rest of the operation runs in that session. It ends at the gateway.
 */
export const issuedTokenHeader = 'x-yogeum-issued-token'
