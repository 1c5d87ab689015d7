import { randomUUID } from 'node:crypto'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { type AuthDatabase, transactionDeadlines } from '../database.js'
import { loginIdIndex } from './customerStore.js'

/** A customer to be taken in, in the clear. */
export interface NewCustomer {
  loginId: string
  name: string
  /** 'YYYY-MM-DD'; null for staff. */
  birthDate: string | null
  /** Null for staff. */
  kosCustomerId: string | null
  permissions: Permission[]
  lineNumbers: string[]
}

/** Whether a line or a customer is here already, without revealing which one to whoever reads the table. */
export const lineNumberIndex = (cipher: FieldCipher, lineNumber: string) => cipher.blindIndex(`line:${lineNumber}`)
export const kosCustomerIdIndex = (cipher: FieldCipher, id: string) => cipher.blindIndex(`kos-customer:${id}`)

/**
 * Takes customers in, many at once, encrypted; those whose login id is here already are left as they are. Returns how
 * many were new.
 */
export async function insertCustomers(
  { db, cipher }: { db: AuthDatabase; cipher: FieldCipher },
  customers: NewCustomer[],
  { passwordHash, demo, now }: { passwordHash: string; demo: boolean; now: Date },
): Promise<number> {
  const rows = customers.map((customer) => ({ id: randomUUID(), loginIdIndex: loginIdIndex(cipher, customer.loginId), customer }))
  return db.$transaction(async (tx) => {
    const created = await tx.customer.createManyAndReturn({
      data: rows.map(({ id, loginIdIndex, customer }) => ({
        id, loginIdIndex, passwordHash, demo,
        nameSealed: cipher.encrypt(customer.name),
        birthDateSealed: customer.birthDate && cipher.encrypt(customer.birthDate),
        kosCustomerIdSealed: customer.kosCustomerId && cipher.encrypt(customer.kosCustomerId),
        kosCustomerIdIndex: customer.kosCustomerId && kosCustomerIdIndex(cipher, customer.kosCustomerId),
        permissions: customer.permissions,
        createdAt: now,
      })),
      skipDuplicates: true,
      select: { id: true },
    })
    const isNew = new Set(created.map(({ id }) => id))
    await tx.customerLine.createMany({
      data: rows
        .filter(({ id }) => isNew.has(id))
        .flatMap(({ id, customer }) =>
          customer.lineNumbers.map((number, position) => ({
            id: randomUUID(), customerId: id, position,
            numberSealed: cipher.encrypt(number),
            numberIndex: lineNumberIndex(cipher, number),
          })),
        ),
    })
    return created.length
  }, transactionDeadlines)
}
