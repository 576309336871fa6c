import { announcer } from '../../state/announcer.svelte.ts'
import { choices } from '../../state/choices.svelte.ts'
import type { Command } from '../../state/commands.svelte.ts'
import { LEVELS, type Level } from '../../state/display.ts'
import { navigation } from '../../state/navigation.svelte.ts'
import { panels } from '../../state/panels.svelte.ts'

const levelSaid: Readonly<Record<Level, string>> = {
  off: 'What others change is not said any more.',
  here: 'What others change is said where you are.',
  plan: 'What others change is said for the whole plan.'
}
const toLevel = (level: Level): void => {
  choices.show({ level })
  announcer.say(levelSaid[level])
}

/** What can be done on every page of a person who is signed in. */
export const everywhere = (leave: () => void): Command[] => {
  const level = LEVELS.indexOf(choices.level)
  const more = LEVELS[level + 1]
  const less = LEVELS[level - 1]
  return [
    {
      id: 'display',
      label: 'Display: text size, colours, quiet',
      words: 'aa dark light contrast zoom bigger font motion settings',
      run: () => panels.show('display')
    },
    ...(more
      ? [
          {
            id: 'say-more',
            label: more === 'plan' ? 'Say more: changes in the whole plan' : 'Say more: changes where I am',
            words: 'screen reader announce speak level',
            run: () => toLevel(more)
          }
        ]
      : []),
    ...(less
      ? [
          {
            id: 'say-less',
            label: less === 'off' ? 'Say less: no changes by others' : 'Say less: only changes where I am',
            words: 'screen reader announce quiet silence level off',
            run: () => toLevel(less)
          }
        ]
      : []),
    {
      id: 'repeat',
      label: 'Repeat the last message',
      words: 'again say screen reader',
      run: () => announcer.repeat()
    },
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      words: 'keys help',
      keys: '?',
      run: () => panels.show('shortcuts')
    },
    { id: 'plans', label: 'Go to all plans', words: 'list home', run: () => navigation.go('/plans') },
    { id: 'me', label: 'Go to my page', words: 'me account name display data', run: () => navigation.go('/me') },
    { id: 'help', label: 'Go to help', words: 'how phone stuck', run: () => navigation.go('/help') },
    {
      id: 'words',
      label: 'Go to words explained',
      words: 'glossary meaning send ehc senco',
      run: () => navigation.go('/help/words')
    },
    { id: 'sign-out', label: 'Sign out', words: 'leave log off', run: leave }
  ]
}
