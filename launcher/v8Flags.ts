/**
 * V8's options of every role, the same that the image's entry point has. A role is one thread among a dozen processes that
 * share the cores: helpers that collect young garbage beside it spend more CPU time than they save it, and with 32 MB of
 * young objects, instead of 1 that grow to 16, far fewer outlive their request. Old garbage is still marked beside it
 * (`--single-threaded-gc` would end that too): what marks on the thread itself makes everybody wait.
 * MB of memory, of which there is one half more in use and one in reserve.
 */
export const v8Flags: readonly string[] = [
  '--no-parallel-scavenge',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
]
