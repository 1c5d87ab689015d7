/** What is asked of KOS. */
export const kosOperations = ['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7'] as const

export type KosOperation = (typeof kosOperations)[number]

/** Whether it is one that we have a name for: a newer API may know more. */
export const isKosOperation = (operation: string): operation is KosOperation =>
  kosOperations.some((one) => one === operation)
