// @wc-ignore-file
import { parseItemId, type ItemId, type Ms } from '../ids.ts'
import type { ActionSnapshot } from '../plan/snapshot.ts'
import { valueGroups, valuesIn, type Reason, type ValueGroup, type Values } from './cell-values.ts'
import { cellsOf, isCut, type sheetColumns, type StatusKey, type ValueCells, type ValueColumn } from './columns.ts'
import type { ActionsFile, FileRow } from './read-file.ts'
import { mergeWords } from './words.ts'

export const textFields = ['text', 'success', 'answers', 'impact'] as const
export type TextField = (typeof textFields)[number]
type CellField = TextField | ValueGroup
/** `priority`: where an action stands. */
export type Field = CellField | 'priority'
const groups = Object.keys(valueGroups) as ValueGroup[]

/** What the plan says at the moment of looking. */
export type PlanNow = {
  plan: string
  actions: ReadonlyMap<string, ActionSnapshot>
  /** Actions that stand in the plan as taken out. */
  takenOut: ReadonlySet<string>
  priorities: readonly { id: ItemId; title: string; reference: string }[]
  /** Ids by what people call an action; empty when that is not known. */
  byReference: ReadonlyMap<string, string>
  statusKey: StatusKey | undefined
  /** When a field was changed last; undefined when that is not known. */
  changedAt(action: ItemId, key: string): Ms | undefined
}

/** One cell, or the cells of one value: what the plan says and what it would say. Days are ISO 8601. */
export type Step = { column: ValueColumn | 'priority'; from: string; to: string }
/**
 * `id` means the same change for as long as the file is open. `clash`: somebody has changed the same since the file
 * was taken away, or nobody can tell. `beside`: somebody has changed other words of it, which stay.
 */
export type Change = {
  id: string
  row: number
  action: ItemId
  field: Field
  steps: readonly Step[]
  clash: boolean
  beside: boolean
} & (
  | { is: 'text'; field: TextField; wanted: string }
  | { is: 'value'; field: ValueGroup; values: Values }
  | { is: 'move'; field: 'priority'; to: ItemId }
)

export type NewAction = {
  id: string
  row: number
  priority: ItemId
  texts: readonly (readonly [TextField, string])[]
  values: Values
}
/** `column`: the cell that does not come in; without it the whole row. `said`: what stands there. */
export type Problem = { row: number; column?: keyof typeof sheetColumns; reason: Reason; said: string }
/** Cells that were changed where the board does not read them: by the head of their column. */
export type Unread = { column: string; cells: number }

export type Comparison = {
  /** The file says that it is from another plan: nothing of it is compared. */
  foreign: boolean
  changes: readonly Change[]
  news: readonly NewAction[]
  problems: readonly Problem[]
  unread: readonly Unread[]
  rows: number
}

const isText = (field: CellField): field is TextField => textFields.some((each) => each === field)
const columnsIn = (field: CellField): readonly ValueColumn[] => (isText(field) ? [field] : valueGroups[field])
export const columnsOf = (field: Field): readonly (ValueColumn | 'priority')[] =>
  field === 'priority' ? [field] : columnsIn(field)
/** Keys in the document that a field stands for. */
export const keysOf = (field: Field): readonly string[] => (field === 'due' ? ['due', 'revised'] : [field])

const spaced = (text: string): string =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .trim()
/** A program that has opened the file may have changed spaces: nobody means that. */
const alike = (a: string, b: string): boolean => a === b || spaced(a) === spaced(b)
const oneLine = (field: CellField, text: string): string => (field === 'text' ? text.replace(/\s*\n\s*/g, ' ') : text)

type Found = { id: ItemId; action: ActionSnapshot } | { reason: Reason } | 'new'

const find = (row: FileRow, now: PlanNow, file: ActionsFile, seen: Set<string>): Found => {
  if (row.id === '' && row.reference === '') return 'new'
  const inCopy = [...(file.asTaken?.values() ?? [])].filter(({ reference }) => reference === row.reference)
  const named = row.id !== '' ? row.id : inCopy.length === 1 ? inCopy[0]?.id : now.byReference.get(row.reference)
  const id = parseItemId(named)
  if (!id) return { reason: 'unknown-action' }
  if (seen.has(id)) return { reason: 'twice' }
  seen.add(id)
  const action = now.actions.get(id)
  return action ? { id, action } : { reason: now.takenOut.has(id) ? 'taken-out' : 'unknown-action' }
}

/** Nobody has changed it in the plan since the row was taken, as far as anybody can tell. */
const isSame = (field: Field, { takenAt }: FileRow, id: ItemId, now: PlanNow): boolean =>
  takenAt !== undefined &&
  keysOf(field)
    .map((key) => now.changedAt(id, key))
    .every((at) => at === undefined || at < takenAt)

/** What the row said when it was taken away; undefined when nobody can tell. */
const takenCells = (row: FileRow, id: ItemId, standing: ValueCells, now: PlanNow, file: ActionsFile) => {
  const copy = file.asTaken?.get(id)
  if (copy) return (field: CellField, column: ValueColumn): string | undefined => oneLine(field, copy.cells[column])
  return (field: CellField, column: ValueColumn): string | undefined =>
    // What nobody has changed since says what it said.
    isSame(field, row, id, now) ? standing[column] : undefined
}

type Look = Pick<Comparison, 'changes' | 'problems'>

const compareField = (
  field: CellField,
  row: FileRow,
  id: ItemId,
  standing: ValueCells,
  now: PlanNow,
  file: ActionsFile
): Look => {
  const none: Look = { changes: [], problems: [] }
  const taken = takenCells(row, id, standing, now, file)
  const columns = columnsIn(field)
  const wanted: ValueCells = { ...standing }
  for (const column of columns) if (file.has.has(column)) wanted[column] = oneLine(field, row.cells[column])
  const touched = columns.filter((column) => !alike(wanted[column], taken(field, column) ?? standing[column]))
  if (touched.length === 0 || columns.every((column) => alike(wanted[column], standing[column]))) return none
  const problem = (column: ValueColumn, reason: Reason): Look => ({
    changes: [],
    problems: [{ row: row.number, column, reason, said: row.cells[column] }]
  })
  const formula = touched.find((column) => row.formulas.includes(column))
  if (formula) return problem(formula, 'formula')
  const noDay = touched.find((column) => row.noDays.includes(column))
  if (noDay) return problem(noDay, 'no-date')
  const known = columns.every((column) => taken(field, column) !== undefined)
  const others = columns.some((column) => !alike(taken(field, column) ?? '', standing[column]))
  const about = { id: `${id}/${field}`, row: row.number, action: id }
  if (isText(field)) {
    if (isCut(wanted[field])) return problem(field, 'cut')
    const merged = known
      ? mergeWords(taken(field, field) ?? '', standing[field], wanted[field])
      : { text: wanted[field], clash: true }
    const text = merged.text.trim()
    if (alike(text, standing[field])) return none
    const steps = [{ column: field, from: standing[field], to: text }]
    const beside = known && others && !merged.clash
    return {
      changes: [{ ...about, is: 'text', field, steps, clash: merged.clash, beside, wanted: text }],
      problems: []
    }
  }
  const parsed = valuesIn(field, wanted, now.statusKey)
  if ('reason' in parsed) return problem(columnOf(parsed.reason, touched[0] ?? columns[0] ?? 'text'), parsed.reason)
  const steps = columns
    .filter((column) => !alike(wanted[column], standing[column]))
    .map((column) => ({ column, from: standing[column], to: wanted[column] }))
  const clash = !known || others
  return {
    changes: [{ ...about, is: 'value', field, steps, clash, beside: false, values: parsed.value }],
    problems: []
  }
}

/** The cell to mend, which is not always the one that was changed. */
const columnOf = (reason: Reason, touched: ValueColumn): ValueColumn =>
  reason === 'no-why' ? 'why' : reason === 'no-new-date' ? 'due' : reason === 'no-status' ? 'status' : touched

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()
/** By its title, its number, or both: "Quality assurance", "2", "Priority 2", "2. Quality assurance". */
const priorityIn = (said: string, { priorities }: PlanNow): ItemId | undefined => {
  const wanted = folded(said)
  const found = priorities.filter(({ title, reference }) =>
    [folded(title), reference, `priority ${reference}`, `${reference}. ${folded(title)}`].includes(wanted)
  )
  return wanted !== '' && found.length === 1 ? found[0]?.id : undefined
}

/** An action whose row names another priority goes to the end of that; where it stood is told by the copy or the log. */
const compareMove = (row: FileRow, id: ItemId, action: ActionSnapshot, now: PlanNow, file: ActionsFile): Look => {
  const none: Look = { changes: [], problems: [] }
  const copy = file.asTaken?.get(id)
  if (!file.has.has('priority') || row.priority === '' || (copy && alike(row.priority, copy.priority))) return none
  const to = now.priorities.find((each) => each.id === priorityIn(row.priority, now))
  // Without the copy an unknown name may be what the priority was called when the file was taken away.
  if (!to)
    return copy
      ? {
          changes: [],
          problems: [{ row: row.number, column: 'priority', reason: 'unknown-priority', said: row.priority }]
        }
      : none
  const from = now.priorities.find((each) => each.id === action.priority)
  if (to.id === from?.id) return none
  const stood = copy && priorityIn(copy.priority, now)
  const clash = !isSame('priority', row, id, now) && (stood === undefined || stood !== from?.id)
  const steps = [{ column: 'priority', from: from?.title.trim() ?? '', to: to.title.trim() }] as const
  const about = { id: `${id}/priority`, row: row.number, action: id, field: 'priority' } as const
  return { changes: [{ ...about, is: 'move', steps, clash, beside: false, to: to.id }], problems: [] }
}

const newIn = (row: FileRow, now: PlanNow, file: ActionsFile): { action?: NewAction; problems: Problem[] } => {
  const problem = (column: Problem['column'], reason: Reason, said: string): { problems: Problem[] } => ({
    problems: [{ row: row.number, ...(column ? { column } : {}), reason, said }]
  })
  const [noDay, formula] = [row.noDays[0], row.formulas[0]]
  if (row.cells.text === '') return problem('text', 'no-words', '')
  const priority = priorityIn(row.priority, now)
  if (!priority) return problem('priority', 'unknown-priority', row.priority)
  if (formula) return problem(formula, 'formula', row.cells[formula])
  if (noDay) return problem(noDay, 'no-date', row.cells[noDay])
  const values: (readonly [string, unknown])[] = []
  for (const group of groups) {
    if (!columnsIn(group).some((column) => file.has.has(column) && row.cells[column] !== '')) continue
    const parsed = valuesIn(group, row.cells, now.statusKey)
    const [first = 'text'] = columnsIn(group)
    if ('reason' in parsed) return problem(columnOf(parsed.reason, first), parsed.reason, row.cells[first])
    values.push(...parsed.value)
  }
  const texts = textFields
    .filter((field) => row.cells[field] !== '')
    .map((field) => [field, oneLine(field, row.cells[field])] as const)
  return { action: { id: `new/${row.number}`, row: row.number, priority, texts, values }, problems: [] }
}

/** Cells under heads that the board does not read, where the file says another thing than when it was taken away. */
const unreadIn = (file: ActionsFile): Unread[] => {
  const counted = new Map<string, number>()
  const note = (name: string, isChanged: boolean): void => {
    if (isChanged) counted.set(name, (counted.get(name) ?? 0) + 1)
  }
  for (const row of file.rows) {
    const copy = file.asTaken?.get(row.id)
    if (!copy) continue
    for (const [name, said] of Object.entries(row.others)) {
      const was = Object.hasOwn(copy.others, name) ? copy.others[name] : undefined
      note(name, was === undefined ? said !== '' : !alike(said, was))
    }
  }
  return [...counted].map(([column, cells]) => ({ column, cells }))
}

/**
 * What would change in the plan if the file came in. Rows and columns that are missing say nothing. What was changed
 * in the file and by nobody else comes in; where somebody else has changed the same since, it is a `clash` and theirs
 * stands until somebody decides. With the copy of the sheet (`As taken away`) both are known for certain; without it a
 * field that nobody has changed since the row was taken counts as said before, and any other difference as a clash.
 */
export const compare = (file: ActionsFile, now: PlanNow): Comparison => {
  const empty = { foreign: false, changes: [], news: [], problems: [], unread: [], rows: file.rows.length }
  if (file.plan !== undefined && file.plan !== '' && file.plan !== now.plan) return { ...empty, foreign: true }
  const changes: Change[] = []
  const news: NewAction[] = []
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const row of file.rows) {
    const found = find(row, now, file, seen)
    if (found === 'new') {
      const read = newIn(row, now, file)
      if (read.action) news.push(read.action)
      problems.push(...read.problems)
    } else if ('reason' in found) {
      const said = row.reference || row.id
      problems.push({ row: row.number, reason: found.reason, said })
    } else {
      const move = compareMove(row, found.id, found.action, now, file)
      changes.push(...move.changes)
      problems.push(...move.problems)
      const standing = cellsOf(found.action, now.statusKey)
      for (const field of [...textFields, ...groups]) {
        const look = compareField(field, row, found.id, standing, now, file)
        changes.push(...look.changes)
        problems.push(...look.problems)
      }
    }
  }
  return { ...empty, changes, news, problems, unread: unreadIn(file) }
}
