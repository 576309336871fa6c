import * as v from 'valibot'

/**
 * Sections of a committee paper in the order of the council's report of 8 June 2020. `needed`: the paper is none
 * without it, or would leave out what groups answered and the views not everyone shares.
 */
export const COMMITTEE_SECTIONS = [
  { id: 'summary', title: 'Summary', needed: true },
  { id: 'recommendations', title: 'Recommendations', needed: true },
  { id: 'background', title: 'Background', needed: false },
  { id: 'issues', title: 'Issues', needed: true },
  { id: 'options', title: 'Options Considered', needed: false },
  { id: 'impact', title: 'Impact and Implications', needed: false }
] as const

export type SectionId = (typeof COMMITTEE_SECTIONS)[number]['id']
/** `blank`: a section of the council's own, left marked for whoever finishes the paper. */
export type OrderedSection = { id: SectionId; title: string; out: boolean } | { id: 'blank'; title: string }
/** Order and headings of one council's paper. `appendices`: what its last numbered section is called. */
export type CommitteeOrder = { sections: OrderedSection[]; appendices: string }

export const sectionsMax = 20
export const sectionTitleMax = 100

export const standardOrder = (): CommitteeOrder => ({
  sections: COMMITTEE_SECTIONS.map(({ id, title }) => ({ id, title, out: false })),
  appendices: 'Appendices and Background Documents'
})

export const isNeeded = (id: OrderedSection['id']): boolean =>
  COMMITTEE_SECTIONS.some((section) => section.id === id && section.needed)

const title = v.pipe(v.string(), v.trim(), v.maxLength(sectionTitleMax), v.regex(/^[^\p{Cc}]*$/u))
const shape = v.strictObject({
  sections: v.pipe(
    v.array(
      v.variant('id', [
        v.strictObject({ id: v.picklist(COMMITTEE_SECTIONS.map(({ id }) => id)), title, out: v.boolean() }),
        v.strictObject({ id: v.literal('blank'), title })
      ])
    ),
    v.maxLength(sectionsMax)
  ),
  appendices: title
})

/** What is to be mended, in a sentence, and at which section (`sections.length` for the appendices). */
export type OrderProblem = { at: number; sentence: string }

/** The first thing that makes it no order of a paper; undefined when there is none. */
export const problemIn = ({ sections, appendices }: CommitteeOrder): OrderProblem | undefined => {
  if (sections.length > sectionsMax)
    return { at: sectionsMax, sentence: `A paper has ${sectionsMax} sections at most.` }
  const seen = new Set<string>()
  for (const [at, written] of [...sections.map((section) => section.title), appendices].entries()) {
    const heading = written.trim()
    if (heading === '') return { at, sentence: 'Give this section a heading.' }
    if (heading.length > sectionTitleMax) return { at, sentence: `Use ${sectionTitleMax} letters at most.` }
    if (seen.has(heading.toLowerCase()))
      return { at, sentence: 'Another section has this heading. Use a different one.' }
    seen.add(heading.toLowerCase())
  }
  for (const [at, section] of sections.entries())
    if (section.id !== 'blank' && section.out && isNeeded(section.id))
      return { at, sentence: 'A committee paper needs this section.' }
  return undefined
}

/** An order as it was sent or kept; undefined when it is none: each section once, none missing that is needed. */
export const parseCommitteeOrder = (value: unknown): CommitteeOrder | undefined => {
  const parsed = v.safeParse(shape, value)
  if (!parsed.success) return undefined
  const ids = parsed.output.sections.flatMap(({ id }) => (id === 'blank' ? [] : [id]))
  const isWhole = ids.length === COMMITTEE_SECTIONS.length && new Set(ids).size === ids.length
  return isWhole && !problemIn(parsed.output) ? parsed.output : undefined
}
