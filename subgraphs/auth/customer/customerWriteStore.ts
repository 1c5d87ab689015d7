import { randomUUID } from 'node:crypto'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { type AuthTransaction } from '../database.js'
import { lineNumberIndex, loginIdIndex } from './customerStore.js'

/** A customer to be taken in, in the clear. */
export interface NewCustomer {
  loginId: string
  name: string
  /** 'YYYY-MM-DD'; null for staff. */
  birthDate: string | null
  /** Null for staff. */
  kosCustomerId: string | null
  permissions: Permission[]
  /** In their order on screen. */
  lineNumbers: string[]
}

/** How the columns of a customer are passed: one array each, in which '' stands for null. */
interface Row {
  id: string
  login: string
  name: string
  birth: string
  kos: string
  kosIndex: string
  permissions: string
}

/**
 * Takes customers in, thousands with two statements, encrypted. Those whose login id is here already are left as they
 * are. Returns how many were new.
 */
export async function insertCustomers(
  tx: AuthTransaction,
  {
    cipher,
    customers,
    passwordHash,
    demo,
    now,
  }: { cipher: FieldCipher; customers: NewCustomer[]; passwordHash: string; demo: boolean; now: Date },
): Promise<number> {
  const rows = customers.map((customer): Row => ({
    id: randomUUID(),
    login: loginIdIndex(cipher, customer.loginId),
    name: cipher.encrypt(customer.name),
    birth: customer.birthDate === null ? '' : cipher.encrypt(customer.birthDate),
    kos: customer.kosCustomerId === null ? '' : cipher.encrypt(customer.kosCustomerId),
    kosIndex: customer.kosCustomerId === null ? '' : cipher.blindIndex(`kos-customer:${customer.kosCustomerId}`),
    permissions: customer.permissions.join(','),
  }))
  const column = (key: keyof Row) => rows.map((row) => row[key])
  const created = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO customer (id, login_id_index, name_sealed, birth_date_sealed, kos_customer_id_sealed, kos_customer_id_index,
                          permissions, password_hash, demo, created_at)
    SELECT id::uuid, login, name, NULLIF(birth, ''), NULLIF(kos, ''), NULLIF(kos_index, ''),
           string_to_array(permissions, ',')::permission[], ${passwordHash}, ${demo}, ${now}
    FROM unnest(${column('id')}::text[], ${column('login')}::text[], ${column('name')}::text[], ${column('birth')}::text[],
                ${column('kos')}::text[], ${column('kosIndex')}::text[], ${column('permissions')}::text[])
      AS new (id, login, name, birth, kos, kos_index, permissions)
    ON CONFLICT (login_id_index) DO NOTHING
    RETURNING id`

  const isNew = new Set(created.map(({ id }) => id))
  await insertLines(
    tx,
    cipher,
    customers.flatMap((customer, index) => {
      const customerId = rows[index]?.id ?? ''
      return isNew.has(customerId)
        ? customer.lineNumbers.map((number, position) => ({ customerId, number, position }))
        : []
    }),
  )
  return created.length
}

async function insertLines(
  tx: AuthTransaction,
  cipher: FieldCipher,
  lines: { customerId: string; number: string; position: number }[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer_line (id, customer_id, number_sealed, number_index, position)
    SELECT id::uuid, customer_id::uuid, sealed, number_index, position
    FROM unnest(${lines.map(() => randomUUID())}::text[], ${lines.map(({ customerId }) => customerId)}::text[],
                ${lines.map(({ number }) => cipher.encrypt(number))}::text[],
                ${lines.map(({ number }) => lineNumberIndex(cipher, number))}::text[],
                ${lines.map(({ position }) => position)}::int[])
      AS new (id, customer_id, sealed, number_index, position)`
}
