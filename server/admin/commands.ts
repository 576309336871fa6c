import * as v from 'valibot'
import { idFromBytes, parsePersonId, parsePlanId, type Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { GROUPS, parseGroup } from '../../shared/plan/schema.ts'
import { REFUSALS, isRefusal, type Refusal } from '../../shared/refusals.ts'
import { ROLES, parseRole } from '../../shared/roles.ts'
import { erasePerson } from './erase-person.ts'
import { removeNote } from './remove-note.ts'
import { removeRecord } from './remove-record.ts'
import { foldEmail, issueLink } from '../auth/sign-in.ts'
import type { Erasure, Memberships, People, PlanLog, SignIns, Versions } from '../store/store.ts'
import type { FrozenStore } from '../versions/by-law.ts'

export type AdminParts = {
  store: People &
    Erasure &
    SignIns &
    Memberships &
    Pick<PlanLog, 'readPlan'> &
    Pick<Versions, 'removeNote'> &
    FrozenStore
  random(bytes: number): Uint8Array
  now(): Ms
  /** Where people reach the board. */
  origin: string
  /** Takes kept letters away that hold one of these words. @returns how many */
  removeLetters(words: readonly string[]): Promise<number>
}

/** What a command has to say. `lines` go to stdout; a `wrong` is one sentence for stderr and exit code 1. */
export type Outcome =
  { lines: string[]; /** What was looked at is not as it should be: exit code 1. */ isFault?: true } | { wrong: string }

type Command = { usage: string; run(words: readonly string[], parts: AdminParts): Promise<Outcome> }

const email = v.pipe(v.string(), v.trim(), v.maxLength(254), v.email())
const parseEmail = (typed: string | undefined): string | undefined => {
  const result = v.safeParse(email, typed)
  return result.success ? result.output : undefined
}

const done = (line: string): Outcome => ({ lines: [line] })
const wrong = (sentence: string): Outcome => ({ wrong: sentence })
const refusedBy = ({ refused }: Refusal): Outcome => wrong(REFUSALS[refused].sentence)
const notAnEmail = (typed: string | undefined): Outcome => wrong(`"${typed ?? ''}" is not an email address.`)
const nobody = (address: string): Outcome =>
  wrong(`Nobody here has the email address ${address}. Add them first: add-person <email> <name>`)

const link: Command = {
  usage: 'link <email>',
  async run([typed, ...rest], parts) {
    const address = parseEmail(typed)
    if (address === undefined || rest.length > 0) return notAnEmail([typed, ...rest].join(' '))
    const person = await parts.store.readPersonByEmail(foldEmail(address))
    if (!person) return nobody(address)
    const issued = await issueLink(parts, person)
    if (isRefusal(issued)) return refusedBy(issued)
    return { lines: [`Signs in ${person.name}, once, within ${limits.handedLinkMinutes / 60} hours:`, issued] }
  }
}

const addPerson: Command = {
  usage: 'add-person <email> <name>',
  async run([typed, ...words], { store, random }) {
    const address = parseEmail(typed)
    if (address === undefined) return notAnEmail(typed)
    const name = words.join(' ').trim()
    if (name === '' || name.length > 100 || /\p{Cc}/u.test(name))
      return wrong('Say the name people will see, of at most 100 letters.')
    const id = parsePersonId(idFromBytes(random(12)))
    if (id === undefined) throw new Error('a new id is no id')
    const refusal = await store.addPerson({ id, kind: 'account', name, email: foldEmail(address) })
    return refusal ? refusedBy(refusal) : done(`Added ${name}. Next: add-member <plan> ${address} <role> <group>`)
  }
}

const addMember: Command = {
  usage: 'add-member <plan> <email> <role> <group> [--voice]',
  async run(words, { store, now }) {
    const flags = words.filter((word) => word.startsWith('--'))
    const [planId, typed, roleName, groupName, ...rest] = words.filter((word) => !word.startsWith('--'))
    if (rest.length > 0 || flags.some((flag) => flag !== '--voice')) return wrong(`Say: ${addMember.usage}`)
    const plan = parsePlanId(planId)
    if (!plan || !(await store.readPlan(plan))) return wrong(`There is no plan "${planId ?? ''}".`)
    const address = parseEmail(typed)
    if (address === undefined) return notAnEmail(typed)
    const role = parseRole(roleName)
    if (!role) return wrong(`"${roleName ?? ''}" is no role. Roles: ${Object.keys(ROLES).join(', ')}.`)
    const group = parseGroup(groupName)
    if (!group) return wrong(`"${groupName ?? ''}" is no group. Groups: ${GROUPS.join(', ')}.`)
    const person = await store.readPersonByEmail(foldEmail(address))
    if (!person) return nobody(address)
    const voice = flags.includes('--voice')
    const refusal = await store.setMember({ plan, person: person.id, role, group, voice }, { by: null, at: now() })
    if (refusal) return refusedBy(refusal)
    return done(`${person.name} is in ${plan}: ${role}, ${group}${voice ? ', voice for the group' : ''}.`)
  }
}

/** What reads only, and is run without opening the store: see `log-commands.ts`. */
const readingUsage = ['verify [plan]', 'export-log <plan> [file]']

const scrub: Command = {
  usage: 'scrub',
  async run(_words, { store }) {
    const refusal = await store.scrub()
    return refusal ? refusedBy(refusal) : done('What was taken out is in no byte of the files any more.')
  }
}

const commands: Readonly<Record<string, Command>> = {
  link,
  'add-person': addPerson,
  'add-member': addMember,
  'remove-record': { usage: 'remove-record <plan> <record> <why>', run: removeRecord },
  'remove-note': { usage: 'remove-note <plan> <version> <entry> <why>', run: removeNote },
  'erase-person': { usage: 'erase-person <email or id>', run: erasePerson },
  scrub
}

/** What may be typed, one command a line. */
export const usage = (): string =>
  [
    'Say one of:',
    ...[...Object.values(commands).map((command) => command.usage), ...readingUsage].map(
      (line) => `  npm run --silent admin -- ${line}`
    )
  ].join('\n')

/** The command of this name, or undefined. */
export const commandOf = (name: string | undefined): Command | undefined =>
  name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
