import type { ItemId } from '../../../shared/ids.ts'
import type { Paper } from '../../../shared/plan/paper.ts'
import { para, type Block } from './blocks.ts'
import { cleanPaper } from './clean.ts'
import { changedBlocks, type Marks } from './difference.ts'
import { documentOf } from './document.ts'
import { lastPage } from './last-page.ts'
import { planBlocks } from './plan-blocks.ts'
import { standingText, titleOf } from './standing.ts'
import { writeWord } from './word.ts'

/** What the words of each priority and action are, from its heading to the next. */
type Section = { anchor: string; blocks: Block[] }

const sections = (blocks: readonly Block[]): Section[] => {
  const all: Section[] = [{ anchor: '', blocks: [] }]
  for (const block of blocks) {
    if (block.is === 'page') continue
    if (block.is === 'heading' && block.anchor !== undefined) all.push({ anchor: block.anchor, blocks: [] })
    all.at(-1)?.blocks.push(block)
  }
  return all
}

/** In the order of the later paper; what is gone stands where it stood. */
const aligned = (from: readonly Section[], to: readonly Section[]): [Section | undefined, Section | undefined][] => {
  const was = new Map(from.map((section) => [section.anchor, section]))
  const still = new Set(to.map(({ anchor }) => anchor))
  const after = new Map<string, Section[]>()
  let last = ''
  for (const section of from) {
    if (still.has(section.anchor)) last = section.anchor
    else after.set(last, [...(after.get(last) ?? []), section])
  }
  return to.flatMap((section): [Section | undefined, Section | undefined][] => [
    [was.get(section.anchor), section],
    ...(after.get(section.anchor) ?? []).map((gone): [Section, undefined] => [gone, undefined])
  ])
}

const scopeOf = ({ standing }: Paper): ItemId | null => (standing.is === 'version' ? standing.scope : null)

/** Words of one priority are held against that priority alone: the rest of the plan is not new because of it. */
const within = (paper: Paper, scope: ItemId | null): Paper =>
  scope === null
    ? paper
    : {
        ...paper,
        plan: { ...paper.plan, priorities: paper.plan.priorities.filter(({ id }) => id === scope), loose: [] }
      }

export const compareBlocks = (from: Paper, to: Paper): Block[] => {
  const [older, newer] = [scopeOf(from), scopeOf(to)]
  const heads = [para(`From: ${standingText(from)}`), para(`To: ${standingText(to)}`)]
  if (older !== null && newer !== null && older !== newer)
    return [...heads, para('These are words of two different priorities, so there is nothing to compare.')]
  const scope = older ?? newer
  const [was, is] = [within(from, scope), within(to, scope)]
  const marks: Marks = { gone: 'Taken out (who: see History)', unknown: to.sources.board, at: to.standing.at }
  return [
    ...heads,
    para(
      'New words carry the group that wrote them; the date is that of the later words. Accepting all changes gives the later words, rejecting them the earlier ones.',
      'small'
    ),
    // Each begins with its own standing, which is told above.
    ...aligned(sections(planBlocks(was).slice(1)), sections(planBlocks(is).slice(1))).flatMap(([before, after]) =>
      changedBlocks(before?.blocks ?? [], after?.blocks ?? [], marks)
    )
  ]
}

/** Two moments of one plan as a Word file with tracked changes. */
export const write = (givenFrom: Paper, givenTo: Paper): Promise<Uint8Array> => {
  const [from, to] = [cleanPaper(givenFrom), cleanPaper(givenTo)]
  const blocks = [...compareBlocks(from, to), ...lastPage(to, 1)]
  return writeWord(documentOf(to, blocks, `What has changed: ${titleOf(scopeOf(from) === null ? to : from)}`))
}
