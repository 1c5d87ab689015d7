import DataLoader from 'dataloader'
import { type Customer, type CustomerStore } from './customerStore.js'

/** Customers other than the caller, for operators: a page of fifty costs one look-up, not fifty. */
export interface CustomerReads {
  find(id: string): Promise<Customer | null>
  /** Whose line it is; null when it is nobody's. */
  ownerOf(lineNumber: string): Promise<Customer | null>
}

/** One request's reads. */
export function createCustomerReads(store: Pick<CustomerStore, 'findMany' | 'ownersOf'>): CustomerReads {
  const customers = new DataLoader<string, Customer | null>(async (ids) => {
    const found = new Map((await store.findMany(ids)).map((customer) => [customer.id, customer]))
    return ids.map((id) => found.get(id) ?? null)
  })
  const owners = new DataLoader<string, string | null>(async (lineNumbers) => {
    const found = await store.ownersOf(lineNumbers)
    return lineNumbers.map((number) => found.get(number) ?? null)
  })
  return {
    find: (id) => customers.load(id.toLowerCase()),
    async ownerOf(lineNumber) {
      const id = await owners.load(lineNumber)
      return id === null ? null : customers.load(id)
    },
  }
}
