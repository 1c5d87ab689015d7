/** A line as product knows it: everything about it is asked for by its id. */
export interface LineReference {
  __typename: 'Line'
  id: string
}
