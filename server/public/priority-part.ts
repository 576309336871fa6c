import type { Measure, PlanRecord, RecordData, RecordKind } from '../../shared/plan/records.ts'
import type { ActionSnapshot, PlanSnapshot, TextSnapshot } from '../../shared/plan/snapshot.ts'
import { STATUS_WORDS, type Group, type StatusWord } from '../../shared/plan/vocabulary.ts'
import { fieldNames, groupNames, priorityKindNames, statusNames } from '../../shared/words.ts'
import { frozenReferences, type Frozen } from '../../shared/versions/frozen.ts'
import { dayText, onDay } from './days.ts'
import { pill, shape } from './frame.ts'
import { inSentence } from './group-words.ts'
import { html, type Html } from './html.ts'
import { hasWords, plainHtml, textHtml } from './lines.ts'

type Priority = PlanSnapshot['priorities'][number]
type Told<K extends RecordKind> = PlanRecord & { kind: K; data: RecordData<K> }

const isKind =
  <K extends RecordKind>(kind: K) =>
  (record: PlanRecord): record is Told<K> =>
    record.kind === kind

export const recordsAbout = <K extends RecordKind>({ records }: Frozen, kind: K, about: string): Told<K>[] =>
  records.filter(isKind(kind)).filter((record) => record.about === about)

/** What the plan calls a rating. */
export const statusName = ({ snapshot }: Frozen, word: StatusWord): string =>
  snapshot.plan.statusKey?.[word] ?? statusNames[word]

/** "2 on track, 1 not started"; nothing for a priority without actions. */
export const statusCounts = (frozen: Frozen, { actions }: Priority): string =>
  STATUS_WORDS.map((word) => ({
    word,
    count: actions.filter(({ status }) => (status?.word ?? 'not-started') === word).length
  }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => order.indexOf(a.word) - order.indexOf(b.word))
    .map(({ word, count }) => `${count} ${statusName(frozen, word).toLowerCase()}`)
    .join(', ')
/** As they are told: what goes well first, what has not begun last. */
const order: readonly StatusWord[] = ['done', 'on-track', 'slipping', 'off-track', 'not-started']

const saidBy = (group: Group, held: 'group' | 'person'): string =>
  held === 'group' ? `Said by ${inSentence(group)}` : `Said by one person from ${inSentence(group)}`

/** A view in its holder's words with what was answered, at one size wherever it stands. */
export const viewHtml = (frozen: Frozen, { id, group, data }: Told<'view'>, place?: Html): Html => {
  const replies = recordsAbout(frozen, 'reply', `records/${id}`)
  return html`<div class="view" data-group="${group}">
    <blockquote>${plainHtml(data.words)}</blockquote>
    <p class="by">
      ${shape(group)}<span>${saidBy(group, data.held)}${data.source !== '' && html`. <bdi>${data.source}</bdi>`}</span>
    </p>
    ${
      replies.length === 0
        ? html`<p class="reply-none">No reply yet.${place && html` ${place}`}</p>`
        : replies.map(
            (reply) =>
              html`<div class="reply">
                <p class="label">What ${inSentence(reply.group)} answered</p>
                ${plainHtml(reply.data.words)}${place && html`<p>${place}</p>`}
              </div>`
          )
    }
  </div>`
}

const field = (key: string, text: TextSnapshot): Html | false =>
  hasWords(text) &&
  html`<div class="words">
    <h4>${fieldNames[key] ?? key}</h4>
    ${textHtml(text)}
  </div>`

const leadsHtml = ({ leads = [] }: ActionSnapshot): Html =>
  leads.length === 0
    ? html`<p>Not decided yet</p>`
    : html`${leads.map(
        ({ group, role }) =>
          html`<p class="lead">
            ${shape(group)}<span
              ><bdi>${role.trim() === '' ? groupNames[group] : role}</bdi
              >${role.trim() !== '' && html`, ${inSentence(group)}`}</span
            >
          </p>`
      )}`

const dueHtml = ({ due, revised }: ActionSnapshot): Html =>
  revised
    ? html`<p>${dayText(revised.date)}</p>
        <p class="small">${due && html`Was ${dayText(due)}. `}<bdi>${revised.why}</bdi></p>`
    : html`<p>${due ? dayText(due) : 'No date yet'}</p>`

const nowHtml = (frozen: Frozen, action: ActionSnapshot): Html => {
  const { word, why } = action.status ?? { word: 'not-started' as const, why: '' }
  const update = recordsAbout(frozen, 'update', `actions/${action.id}`)
    .sort((a, b) => a.at - b.at)
    .at(-1)
  return html`${pill(word, statusName(frozen, word))}${why.trim() !== '' && html`<p class="small" dir="auto">${why}</p>`}${
    update &&
    html`<div class="small">
      <p>On ${onDay(update.at)}:</p>
      ${plainHtml(update.data.words)}
    </div>`
  }`
}

const cell = (label: string, content: Html): Html =>
  html`<td role="cell"><span class="of" aria-hidden="true">${label}</span>${content}</td>`

/** Where the page has an item of this reference. */
export const anchorOf = (kind: 'priority' | 'action', reference = ''): string =>
  `${kind}-${reference.replace('.', '-')}`

/** One table of actions. The roles stay when narrow screens show rows one under the other. */
const actionTable = (frozen: Frozen, { id, actions }: Priority): Html => {
  const called = frozenReferences(frozen)
  const heads = ['What we will do', 'Who leads', 'By when', 'How we will know', 'Now']
  return html`<table class="actions" role="table">
    <caption class="hidden">
      Actions of priority ${called[id] ?? ''}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${actions.map(
        (action) =>
          html`<tr role="row" id="${anchorOf('action', called[action.id])}">
            <th role="rowheader" scope="row">
              <span class="ref">${called[action.id] ?? ''}</span>
              <span dir="auto">${action.text.text.trim() || 'Without words yet'}</span>
            </th>
            ${cell('Who leads', leadsHtml(action))}${cell('By when', dueHtml(action))}${cell('How we will know', hasWords(action.success) ? html`${textHtml(action.success)}` : html`<p>Not said yet</p>`)}${cell('Now', nowHtml(frozen, action))}
          </tr> `
      )}
    </tbody>
  </table>`
}

const figure = (value: number | null | undefined, unit: string): string =>
  value === null || value === undefined ? 'Not yet' : `${value}${unit === '' ? '' : unit === '%' ? '%' : ` ${unit}`}`

const latest = ({ readings }: Measure) =>
  [...readings]
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .filter(({ actual }) => actual !== null)
    .at(-1)

const measureTable = (measures: readonly Told<'measure'>[], number: string): Html | false => {
  const dated = (value: number | null | undefined, unit: string, date: string | undefined): Html =>
    html`<p>${figure(value, unit)}</p>
      ${date !== undefined && html`<p class="small">${dayText(date)}</p>`}`
  return (
    measures.length > 0 &&
    html`<h4>What we measure</h4>
      <table class="measures" role="table">
        <caption class="hidden">
          Measures of priority ${number}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${['Measure', 'Where we started', 'Latest', 'Where we want to be'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${measures.map(({ data }) => {
            const now = latest(data)
            return html`<tr role="row">
              <th role="rowheader" scope="row">
                <bdi>${data.name}</bdi
                >${data.source !== '' && html`<span class="small">Source: <bdi>${data.source}</bdi></span>`}
              </th>
              ${cell('Where we started', dated(data.baseline?.value, data.unit, data.baseline?.date))}${cell('Latest', dated(now?.actual, data.unit, now?.date))}${cell('Where we want to be', dated(data.target?.value, data.unit, data.target?.date))}
            </tr>`
          })}
        </tbody>
      </table>`
  )
}

const findingHtml = ({ data }: Told<'finding'>): Html =>
  html`<figure class="finding">
    <blockquote>${plainHtml(data.words)}</blockquote>
    <figcaption class="small"><bdi>${data.source}</bdi>, ${dayText(data.date)}</figcaption>
  </figure>`

/** One priority, folded: everything of it stands inside, its views beside the items they are about. */
export const priorityHtml = (frozen: Frozen, priority: Priority, isOpen: boolean): Html => {
  const { id, title, outcome, why, now, know, commitments, told, actions, kind } = priority
  const about = `priorities/${id}`
  const called = frozenReferences(frozen)
  const number = called[id] ?? ''
  const views = [
    ...recordsAbout(frozen, 'view', about).map((view) => ({ view, of: '' })),
    ...actions.flatMap((action) =>
      recordsAbout(frozen, 'view', `actions/${action.id}`).map((view) => ({ view, of: called[action.id] ?? '' }))
    )
  ]
  const counts = statusCounts(frozen, priority)
  return html`<details class="priority" id="${anchorOf('priority', number)}" ${isOpen && html` open`}>
    <summary>
      <h3>
        <span class="number">${number}</span>
        <span class="title" dir="auto">${title.text.trim() || 'Without a name'}</span>
      </h3>
      ${hasWords(outcome) && html`<span class="outcome" dir="auto">${outcome.text.trim()}</span>`}${counts !== '' && html`<span class="counts">${counts}</span>`}
    </summary>
    <div class="inside">
      ${kind && kind !== 'theme' && html`<p class="kind">${priorityKindNames[kind]}</p>`}
      ${recordsAbout(frozen, 'finding', about).map(findingHtml)}
      ${actions.length === 0 ? html`<p>There are no actions in this priority yet.</p>` : actionTable(frozen, priority)}
      ${
        views.length > 0 &&
        html`<h4>Views we did not all share</h4>
          <div class="views">
            ${views.map(({ view, of }) =>
              viewHtml(
                frozen,
                view,
                of === '' ? undefined : html`<a href="#${anchorOf('action', of)}">Action ${of}</a>`
              )
            )}
          </div>`
      }
      ${field('why', why)}${field('now', now)}${field('told', told)}${field('know', know)}${field('commitments', commitments)}
      ${measureTable(recordsAbout(frozen, 'measure', about), number)}
    </div>
  </details>`
}
