export type TabNews = 'signedIn' | 'signedOut'

/** The other tabs of this browser that show our pages. */
export interface OtherTabs {
  tell(news: TabNews): void
  onTold(listener: (news: TabNews) => void): void
  /** Runs a task while no other tab runs one. `waited` tells whether another one did meanwhile. */
  oneAtATime<T>(task: (waited: boolean) => Promise<T>): Promise<T>
}

const name = 'yogeum-session'

export function createOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel(name)
  return {
    tell: (news) => channel.postMessage(news),
    onTold(listener) {
      channel.addEventListener('message', ({ data }: MessageEvent<TabNews>) => listener(data))
    },
    async oneAtATime(task) {
      const { locks } = navigator
      const held = (await locks.query()).held?.some((lock) => lock.name === name) ?? false
      return locks.request(name, () => task(held))
    },
  }
}
