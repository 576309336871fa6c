import { account } from './account.svelte.ts'
import { announcer } from './announcer.svelte.ts'
import { navigation } from './navigation.svelte.ts'
import { panels } from './panels.svelte.ts'

/** Signs out, after asking when words wait to be sent; why it did not work is shown, not only said. */
export const leaveBoard = async (): Promise<void> => {
  if (navigation.asksFirst()) return
  const waits = (panels.plan?.waiting ?? 0) > 0
  if (waits && !confirm('Some of your words have not been sent yet. Sign out and lose them?')) return
  const answer = await account.signOut()
  if (answer.ok || answer.code === 'signed-out') {
    announcer.say('You have signed out.')
    return navigation.go('/sign-in')
  }
  panels.tell(answer.sentence)
}
