/** What a customer may do; given with the people, so that whoever seeds accounts from them need not invent it. */
export type Permission = 'BILL_INQUIRY' | 'PRODUCT_CHANGE' | 'OPERATOR'
