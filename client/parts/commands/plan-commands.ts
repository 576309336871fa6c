import { can } from '../../../shared/roles.ts'
import { announcer } from '../../state/announcer.svelte.ts'
import { choices } from '../../state/choices.svelte.ts'
import type { Command } from '../../state/commands.svelte.ts'
import { navigation } from '../../state/navigation.svelte.ts'
import { panels } from '../../state/panels.svelte.ts'
import { asMyself } from '../../state/speaking.ts'
import { earOf } from '../../state/plan-ear.svelte.ts'
import { whoWroteThisSentence } from '../../state/sentence-authors.ts'
import type { PlanState } from '../../state/plan.svelte.ts'
import {
  agreeHref,
  askHref,
  balanceHref,
  boardHref,
  exportHref,
  historyHref,
  importHref,
  peopleHref,
  priorityHref,
  settingsHref,
  tableHref,
  viewsHref
} from '../../state/routes.ts'

const holding = (plan: PlanState): Command =>
  plan.held === null
    ? {
        id: 'hold',
        label: 'Hold the page still',
        words: 'freeze pause stop wait',
        run: () => {
          plan.hold()
          announcer.say('Holding still. What others write waits. You can go on writing.')
        }
      }
    : {
        id: 'hold',
        label: 'Stop holding still and show what is waiting',
        words: 'hold freeze release go on',
        run: () => {
          plan.release()
          announcer.say('The page shows what others write again.')
        }
      }

const aimForMs = 2_000

/** On the board, through the same button a press would use: the new action then stands open to write in. */
const addTo = (plan: PlanState, priority: string): void => {
  choices.section = priority
  navigation.go(boardHref(plan.id))
  const until = performance.now() + aimForMs
  const press = (): void => {
    const button = document.getElementById(`add-${priority}`)
    if (button) button.click()
    else if (performance.now() < until) requestAnimationFrame(press)
  }
  requestAnimationFrame(press)
}

const adding = (plan: PlanState): Command[] => {
  if (!plan.canWrite) return []
  const { state } = plan.here
  const here = state.at === 'priority' ? state.priority : undefined
  const { priorities } = plan.board
  const hereFirst = [...priorities.filter(({ id }) => id === here), ...priorities.filter(({ id }) => id !== here)]
  return hereFirst.map((priority) => ({
    id: `add-${priority.id}`,
    label:
      priority.id === here
        ? `Add an action here, to priority ${priority.reference}`
        : `Add an action to priority ${priority.reference}`,
    words: `new ${priority.title}`,
    run: () => addTo(plan, priority.id)
  }))
}

const goTo = (plan: PlanState): Command[] => [
  ...plan.board.priorities.map((priority) => ({
    id: `priority-${priority.id}`,
    label: `Go to priority ${priority.reference}: ${priority.title.trim() || 'without a name'}`,
    run: () => navigation.go(priorityHref(plan.id, priority))
  })),
  ...plan.hereNow
    .filter((here) => !here.isMe)
    .map((here) => {
      const priority = plan.board.priorities.find((each) => each.id === here.priority)
      return priority
        ? {
            id: `person-${here.person}`,
            label: `Go to ${here.name}, in priority ${priority.reference}`,
            words: 'person here follow',
            run: () => navigation.go(priorityHref(plan.id, priority))
          }
        : {
            id: `person-${here.person}`,
            label: `Go to ${here.name}, on the board`,
            words: 'person here follow',
            run: () => navigation.go(boardHref(plan.id))
          }
    })
]

const typing = (plan: PlanState): Command[] => {
  if (!plan.canWrite) return []
  const asSelf: Command = {
    id: 'type-as-myself',
    label: 'Type as myself again',
    words: 'on behalf of speaker',
    run: () => asMyself(plan)
  }
  const choose: Command = {
    id: 'speak-for',
    label: 'I am typing for…',
    words: 'on behalf of someone else speaker workshop write for',
    run: () => panels.show('speak-for')
  }
  return plan.speaker ? [asSelf, choose] : [choose]
}

/** What can be done in one plan, on any of its screens. */
export const planCommands = (plan: PlanState): Command[] => [
  ...goTo(plan),
  ...adding(plan),
  ...typing(plan),
  {
    id: 'who-wrote',
    label: choices.whoWrote ? 'Hide who wrote this' : 'Show who wrote this',
    words: 'authors names underline signed',
    run: () => {
      choices.whoWrote = !choices.whoWrote
      announcer.say(choices.whoWrote ? 'Who wrote this is on.' : 'Who wrote this is off.')
    }
  },
  {
    id: 'who-sentence',
    label: 'Who wrote this sentence?',
    words: 'author name caret',
    run: () => announcer.say(whoWroteThisSentence(plan, Date.now()))
  },
  holding(plan),
  {
    id: 'next-change',
    label: 'Next change',
    words: 'what is new activity changed by others',
    run: () => {
      const row = earOf(plan).next()
      if (row) navigation.go(row.href)
      announcer.say(row ? row.sentence : 'Nobody else has changed this plan yet.')
    }
  },
  {
    id: 'last-sentence',
    label: 'Read the last changed sentence',
    words: 'repeat say words new',
    run: () => announcer.say(earOf(plan).lastSentence())
  },
  {
    id: 'activity',
    label: 'Activity: the last 50 changes',
    words: 'log history what happened new',
    run: () => panels.show('activity')
  },
  { id: 'people-here', label: 'Who is here now', words: 'people presence', run: () => panels.show('people') },
  ...(plan.mayLookBack
    ? [
        {
          id: 'history',
          label: 'Look back: history of the plan',
          words: 'past time changes who took out earlier before versions slider',
          run: () => {
            const { state } = plan.here
            navigation.go(historyHref(plan.id, { in: state.at === 'priority' ? state.priority : undefined }))
          }
        }
      ]
    : []),
  { id: 'board', label: 'Go to the board', words: 'plan all priorities', run: () => navigation.go(boardHref(plan.id)) },
  { id: 'table', label: 'Show as a table', words: 'view list', run: () => navigation.go(tableHref(plan.id)) },
  {
    id: 'views',
    label: 'Go to differing views',
    words: 'disagree views not shared',
    run: () => navigation.go(viewsHref(plan.id))
  },
  {
    id: 'balance',
    label: 'Whose words are in the plan',
    words: 'contribution balance count evidence groups missing',
    run: () => navigation.go(balanceHref(plan.id))
  },
  {
    id: 'export',
    label: 'Take the plan with you',
    words: 'export download word pdf spreadsheet csv committee paper evidence',
    run: () => navigation.go(exportHref(plan.id))
  },
  ...(plan.canWrite
    ? [
        {
          id: 'import',
          label: 'Bring a spreadsheet back',
          words: 'import upload excel xlsx csv file',
          run: () => navigation.go(importHref(plan.id))
        }
      ]
    : []),
  {
    id: 'agree',
    label: 'Go to who agrees',
    words: 'versions answers agreement positions frozen',
    run: () => navigation.go(agreeHref(plan.id))
  },
  ...(plan.me && can(plan.me.role, 'versions')
    ? [
        {
          id: 'ask',
          label: 'Ask partners to agree',
          words: 'freeze version proposed',
          run: () => navigation.go(askHref(plan.id))
        }
      ]
    : []),
  {
    id: 'people',
    label: 'Go to people and groups',
    words: 'members invite roles',
    run: () => navigation.go(peopleHref(plan.id))
  },
  {
    id: 'settings',
    label: 'Go to plan settings',
    words: 'title area dates status key',
    run: () => navigation.go(settingsHref(plan.id))
  }
]
