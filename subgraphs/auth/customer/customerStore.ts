import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { type AuthDatabase } from '../database.js'

/** A customer in the clear. Lives in memory for one request only. */
export interface Customer {
  id: string
  name: string
  /** 'YYYY-MM-DD'; null for staff. */
  birthDate: string | null
  permissions: Permission[]
  /** In their order on screen. */
  lineNumbers: string[]
}

export interface CustomerStore {
  /** What sign-in compares; null when nobody has this login id. */
  credentials(loginIdIndex: string): Promise<{ customerId: string; passwordHash: string } | null>
  find(id: string): Promise<Customer | null>
  /** Only the name: all that a token does not carry. */
  name(id: string): Promise<string | null>
  hasDemoAccounts(): Promise<boolean>
}

/** The blind index by which a login id is found. Composed first, so that one spelling has one index. */
export function loginIdIndex(cipher: FieldCipher, loginId: string): string {
  return cipher.blindIndex(`login:${loginId.normalize('NFC')}`)
}

export function createCustomerStore(db: AuthDatabase, cipher: FieldCipher): CustomerStore {
  return {
    async credentials(index) {
      const row = await db.customer.findUnique({
        where: { loginIdIndex: index },
        select: { id: true, passwordHash: true },
      })
      return row && { customerId: row.id, passwordHash: row.passwordHash }
    },
    async find(id) {
      const row = await db.customer.findUnique({
        where: { id },
        include: { lines: { orderBy: { position: 'asc' }, select: { numberSealed: true } } },
      })
      return (
        row && {
          id: row.id,
          name: cipher.decrypt(row.nameSealed),
          birthDate: row.birthDateSealed && cipher.decrypt(row.birthDateSealed),
          permissions: row.permissions,
          lineNumbers: row.lines.map((line) => cipher.decrypt(line.numberSealed)),
        }
      )
    },
    async name(id) {
      const row = await db.customer.findUnique({ where: { id }, select: { nameSealed: true } })
      return row && cipher.decrypt(row.nameSealed)
    },
    hasDemoAccounts: async () =>
      (await db.customer.findFirst({ where: { demo: true }, select: { id: true } })) !== null,
  }
}
