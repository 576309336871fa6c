import type { TextSnapshot } from '../../shared/plan/snapshot.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { fieldNames, groupNames } from '../../shared/words.ts'
import { frozenReferences, type Frozen } from '../../shared/versions/frozen.ts'
import { codeOf, levelOf, outcomeOf, standingAnswer, type Answer, type Version } from '../../shared/versions/version.ts'
import { answerNames, outcomeWords } from '../../shared/versions/words.ts'
import { dayText, onDay } from './days.ts'
import { page, seal, shape, type Frame } from './frame.ts'
import { inSentence } from './group-words.ts'
import { html, type Html } from './html.ts'
import { hasWords, textHtml, plainHtml } from './lines.ts'
import { anchorOf, priorityHtml, recordsAbout, viewHtml } from './priority-part.ts'
import { isReadable, publishedAt } from './shelf.ts'
import { writtenHtml, type Written } from './written.ts'

/** One published version and what stands around it. `files`: what it can be taken away as. */
export type Shown = {
  frame: Frame
  /** Of the plan, `/public/<id>`. */
  base: string
  version: Version
  frozen: Frozen
  /** What was published of this plan, latest first; `isTop`: this is the one that stands now. */
  shelf: readonly Version[]
  isTop: boolean
  written: Written
  files: readonly { name: string; what: string; href: string }[]
  isWholeOpen: boolean
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
export const titleOf = ({ snapshot }: Frozen): string => snapshot.plan.title.text.trim() || 'Plan without a title'
export const versionHref = (base: string, { number }: Version): string => `${base}/v/${number}`

const drawnAs = { agree: 'yes', 'agree-with-note': 'yes', 'stand-aside': 'aside', 'cannot-agree': 'no' } as const
const shortAnswer = {
  agree: 'Agreed',
  'agree-with-note': 'Agreed, with a note',
  'stand-aside': 'Stands aside',
  'cannot-agree': 'Cannot agree yet'
} as const

const sealHtml = (version: Version, group: Group): Html => {
  const answer = standingAnswer(version, group)
  const said = answer ? shortAnswer[answer.answer] : version.asked.includes(group) ? 'No answer' : 'Was not asked'
  return html`<li>
    ${seal(group, answer ? drawnAs[answer.answer] : 'none')}<span><b>${groupNames[group]}</b><span>${said}</span></span>
  </li>`
}

const noteTitles = {
  agree: (group: Group) => `From ${inSentence(group)}`,
  'agree-with-note': (group: Group) => `A note from ${inSentence(group)}`,
  'stand-aside': (group: Group) =>
    `Why ${inSentence(group)} ${group === 'parents' || group === 'young-people' ? 'stand' : 'stands'} aside`,
  'cannot-agree': (group: Group) => `Why ${inSentence(group)} cannot agree yet`
} as const

const noteHtml = (answer: Answer): Html =>
  html`<div class="note" data-group="${answer.group}">
    ${shape(answer.group, 'large')}
    <div>
      <h3>${noteTitles[answer.answer](answer.group)}</h3>
      ${plainHtml(answer.note)}
    </div>
  </div>`

/** What each group answered, by body and day for a formal decision; a person is never named. */
export const answerRows = (version: Version): { group: Group; said: string }[] =>
  GROUPS.filter((group) => version.asked.includes(group)).map((group) => {
    const answer = standingAnswer(version, group)
    if (!answer) return { group, said: 'No answer' }
    const { formal } = answer
    const day = onDay(answer.confirmed?.at ?? answer.at)
    const how =
      levelOf(answer) === 'formal' && formal
        ? `Formal decision of ${formal.body} on ${dayText(formal.date)}, minute ${formal.minute}.`
        : `In principle, on ${day}.`
    return { group, said: `${answerNames[answer.answer]}. ${how}` }
  })

/** Several versions of one priority each are told apart by its number, where these words know it. */
const scopeWords = (frozen: Frozen, { scope }: Version): string => {
  const called = scope === null ? undefined : frozenReferences(frozen)[scope]
  return called ? `priority ${called}` : 'one priority'
}

const standingWords = ({ frozen, version, shelf, isTop, base }: Shown): Html => {
  const published = publishedAt(version)
  const newest = shelf.find((each) => each.scope === version.scope && each.state === 'published')
  const scoped = version.scope !== null && frozen.snapshot.priorities[0]
  return html`<p class="standing">
      <b>Version ${version.number}.</b> ${published !== undefined && html`Published on ${onDay(published)}.`}
      ${scoped && html`This version is about ${scopeWords(frozen, version)}.`}
    </p>
    ${
      !isTop &&
      version.state === 'superseded' &&
      html`<p class="older">
        This is an earlier
        version.${newest && html` <a href="${versionHref(base, newest)}">Read version ${newest.number}</a>`}
      </p>`
    }`
}

const planField = (key: string, text: TextSnapshot): Html | false =>
  hasWords(text) &&
  html`<section class="words" aria-labelledby="f-${key}">
    <h2 id="f-${key}">${fieldNames[key] ?? key}</h2>
    ${textHtml(text)}
  </section>`

const viewsSide = (frozen: Frozen): Html => {
  const called = frozenReferences(frozen)
  const places = frozen.snapshot.priorities.flatMap(({ id, actions }) => [
    { about: `priorities/${id}`, name: `Priority ${called[id] ?? ''}`, href: `#${anchorOf('priority', called[id])}` },
    ...actions.map((action) => ({
      about: `actions/${action.id}`,
      name: `Action ${called[action.id] ?? ''}`,
      href: `#${anchorOf('action', called[action.id])}`
    }))
  ])
  const views = places.flatMap(({ about, name, href }) =>
    recordsAbout(frozen, 'view', about).map((view) => viewHtml(frozen, view, html`<a href="${href}">${name}</a>`))
  )
  return html`<section aria-labelledby="views">
    <h2 id="views">Views we did not all share</h2>
    ${
      views.length === 0
        ? html`<p class="lede">Nobody has asked for a different view to be printed.</p>`
        : html`<p class="lede">We keep these in the plan, with what we are doing about each one.</p>
            <div class="ruled">${views}</div>`
    }
  </section>`
}

const checkHtml = ({ base, version }: Shown): Html =>
  html`<section class="check" aria-labelledby="check">
    <h2 id="check">How to check this</h2>
    <p>
      These words have the code <b class="code">${codeOf(version.hash)}</b>. Every copy of version ${version.number}
      carries it.
    </p>
    <p>The whole of it is a SHA-256 sum, which changes if one letter of the words does:</p>
    <p class="hash"><code>${version.hash}</code></p>
    ${
      version.standsHash !== version.hash &&
      html`<p>
          Some words have been taken out since because the law asks for it. The answers stay as they were given. What is
          left has this sum:
        </p>
        <p class="hash"><code>${version.standsHash}</code></p>`
    }
    <ol>
      <li><a href="${versionHref(base, version)}/words" download>Download the exact words</a> (a file of data).</li>
      <li>
        Work out its SHA-256 sum. On Windows: <code>certutil -hashfile words.json SHA256</code>. On a Mac:
        <code>shasum -a 256 words.json</code>. On Linux: <code>sha256sum words.json</code>.
      </li>
      <li>It must be the sum above, letter by letter.</li>
    </ol>
  </section>`

const shelfHtml = ({ base, shelf, version: shown, frozen }: Shown): Html | false => {
  const others = shelf.filter(({ number }) => number !== shown.number)
  return (
    others.length > 0 &&
    html`<section aria-labelledby="earlier">
      <h2 id="earlier">Other versions</h2>
      <ul class="shelf">
        ${others.map((each) => {
          const published = publishedAt(each)
          return html`<li>
            <a href="${versionHref(base, each)}">Version ${each.number}</a
            >${each.scope !== null && `, about ${scopeWords(frozen, each)}`}${published !== undefined && html`, published on ${onDay(published)}`}${!isReadable(each) && ', being checked'}
          </li>`
        })}
      </ul>
    </section>`
  )
}

export const navOf = (base: string, at: 'plan' | 'how' | 'version'): { name: string; href: string | null }[] => [
  { name: 'The plan', href: at === 'plan' ? null : base },
  { name: 'How it was written', href: at === 'how' ? null : `${base}/how` }
]

export const footOf = ({ board }: Frame, version: Version): Html => {
  const published = publishedAt(version)
  return html`<p>
    Published by <bdi>${board}</bdi>${published !== undefined && html` on ${onDay(published)}`}. Version
    ${version.number}, code <span class="code">${codeOf(version.hash)}</span>.
  </p>`
}

/** The plan as it was published: everything on one page, from frozen words alone. */
export const planPage = (shown: Shown): Html => {
  const { frame, base, version, frozen, files, isTop, isWholeOpen, written } = shown
  const { plan, priorities, loose } = frozen.snapshot
  const groups = GROUPS.filter((group) => version.asked.includes(group) || (plan.groups ?? GROUPS).includes(group))
  const notes = GROUPS.map((group) => standingAnswer(version, group)).filter((answer) => answer && answer.note !== '')
  const here = isTop ? base : versionHref(base, version)
  const count = numbers[priorities.length] ?? String(priorities.length)
  const main = html` <div class="top in">
      <div>
        <h1 dir="auto">${titleOf(frozen)}</h1>
        ${plan.area && html`<p class="lede" dir="auto">${plan.area}</p>`} ${standingWords(shown)}
        ${plan.notice && html`<p class="notice" dir="auto">${plan.notice}</p>`}
      </div>
      <nav class="files ruled no-print" aria-labelledby="files">
        <h2 id="files">Read it your way</h2>
        <ul role="list">
          <li>
            ${isWholeOpen ? html`<a href="${here}">Fold the priorities</a>` : html`<a href="${here}?open=all">Open every priority</a>, to read on or to print`}
          </li>
          ${files.map(({ name, what, href }) => html`<li><a href="${href}" download>${name}</a>, ${what}</li>`)}
        </ul>
      </nav>
    </div>
    <section class="seals" aria-labelledby="answers">
      <div class="in">
        <h2 class="hidden" id="answers">What each group answered</h2>
        <p class="outcome-words">${outcomeWords(outcomeOf(version))}</p>
        <ul role="list">
          ${groups.map((group) => sealHtml(version, group))}
        </ul>
      </div>
    </section>
    <div class="columns in">
      <div class="plan">
        ${
          notes.length > 0 &&
          html`<section class="notes" aria-labelledby="notes">
            <h2 id="notes">What groups asked us to print</h2>
            ${notes.map((answer) => answer && noteHtml(answer))}
          </section>`
        }
        <section aria-labelledby="priorities">
          <h2 id="priorities">
            ${version.scope !== null ? 'The priority' : priorities.length === 1 ? 'Our priority' : `Our ${count} priorities`}
          </h2>
          <div class="ruled">
            ${priorities.map((priority, index) => priorityHtml(frozen, priority, isWholeOpen || index === 0))}
          </div>
        </section>
        ${
          loose.length > 0 &&
          html`<section aria-labelledby="loose">
            <h2 id="loose">Actions without a priority</h2>
            <ul>
              ${loose.map(({ text }) => html`<li dir="auto">${text.text.trim()}</li>`)}
            </ul>
          </section>`
        }
        ${planField('foreword', plan.foreword)}${planField('vision', plan.vision)}${planField('context', plan.context)}
        ${planField('governance', plan.governance)}
      </div>
      <div class="side">
        ${viewsSide(frozen)} ${writtenHtml(written, `${base}/how`)} ${checkHtml(shown)} ${shelfHtml(shown)}
      </div>
    </div>`
  const title = `${titleOf(frozen)}, version ${version.number}`
  const published = publishedAt(version)
  const description = [
    plan.area?.trim() ? `${plan.area.trim()}.` : '',
    published === undefined ? '' : `Published on ${onDay(published)}.`,
    outcomeWords(outcomeOf(version))
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
  return page({
    frame,
    title,
    description,
    found: isTop ? base : version.state === 'published' ? here : null,
    nav: navOf(base, isTop ? 'plan' : 'version'),
    main,
    foot: footOf(frame, version)
  })
}
