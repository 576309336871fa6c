import type { CommitteeOrder, OrderedSection } from '../../../shared/papers/committee-order.ts'

/**
 * A council's committee paper as data: its headings and their order. `parts` of a section are filled from the plan
 * or left marked for whoever finishes the paper. Source: the council's report of 8 June 2020.
 */
export type Known =
  | 'title'
  | 'area'
  | 'officers'
  | 'purpose'
  | 'partners'
  | 'standing'
  | 'progress-in-short'
  | 'recommendation'
  | 'dates'
  | 'context'
  | 'how-written'
  | 'inspectors'
  | 'progress'
  | 'answers'
  | 'views'
  | 'governance'
  | 'costs'
  | 'version'
export type Part = { fill: Known } | { blank: string } | { subheading: string } | { text: string }
export type HeaderRow = { label: string; fill?: Known; blank?: string }[]

type Section = { id: OrderedSection['id']; title: string; parts: Part[] }

export type CommitteeTemplate = {
  /** Each row holds one or two labels with what belongs to them. */
  header: HeaderRow[]
  sections: Section[]
  /** Section that lists what is attached. */
  appendices: { title: string; letters: { letter: string; title: string }[]; background: string }
  auditTrail: { title: string; version: string; consultation: string; consulted: string[] }
  appendix: string
}

export const committeeTemplate: CommitteeTemplate = {
  header: [
    [
      { label: 'Report to:', blank: 'name of the committee' },
      { label: 'Date:', blank: 'date of the meeting' }
    ],
    [{ label: 'Report title:', fill: 'title' }],
    [{ label: 'Report from:', fill: 'officers' }],
    [{ label: 'Ward/Areas affected:', fill: 'area' }],
    [{ label: 'Chair of Committee/Lead Member:', blank: 'name and committee' }],
    [{ label: 'Author(s)/Contact Number(s):', blank: 'name, role and number' }],
    [{ label: 'Corporate Plan Priorities:', blank: 'priorities of the corporate plan' }],
    [{ label: 'Open/Exempt:', blank: 'open or exempt' }],
    [
      { label: 'Signed:', blank: 'signature' },
      { label: 'Date:', blank: 'date signed' }
    ]
  ],
  sections: [
    {
      id: 'summary',
      title: 'Summary',
      parts: [{ fill: 'purpose' }, { fill: 'partners' }, { fill: 'standing' }, { fill: 'progress-in-short' }]
    },
    {
      id: 'recommendations',
      title: 'Recommendations',
      parts: [{ fill: 'recommendation' }, { blank: 'any further recommendation' }]
    },
    {
      id: 'background',
      title: 'Background',
      parts: [{ fill: 'dates' }, { fill: 'context' }, { fill: 'how-written' }, { fill: 'inspectors' }]
    },
    {
      id: 'issues',
      title: 'Issues',
      parts: [{ fill: 'progress' }, { fill: 'answers' }, { fill: 'views' }, { fill: 'governance' }]
    },
    { id: 'options', title: 'Options Considered', parts: [{ blank: 'options considered, or why there are none' }] },
    {
      id: 'impact',
      title: 'Impact and Implications',
      parts: [
        { subheading: 'Financial' },
        { fill: 'costs' },
        { blank: 'Finance' },
        { subheading: 'Legal' },
        { blank: 'Legal' },
        { subheading: 'Equality' },
        { blank: 'Equality Impact Assessment' }
      ]
    }
  ],
  appendices: {
    title: 'Appendices and Background Documents',
    letters: [{ letter: 'A', title: 'Appendix A: The plan' }],
    background: 'background documents, or none'
  },
  auditTrail: {
    title: 'Audit Trail',
    version: 'Version',
    consultation: 'Consultation with other officers',
    consulted: ['Finance', 'Legal', 'Equality Impact Assessment']
  },
  appendix: 'Appendix A: The plan'
}

/** The paper in a council's own order, under its own headings: what stands in a section goes with it. */
export const templateIn = ({ sections, appendices }: CommitteeOrder): CommitteeTemplate => ({
  ...committeeTemplate,
  sections: sections.flatMap((wished): Section[] => {
    if (wished.id === 'blank') return [{ ...wished, parts: [{ blank: wished.title }] }]
    const known = committeeTemplate.sections.find(({ id }) => id === wished.id)
    return known && !wished.out ? [{ ...known, title: wished.title }] : []
  }),
  appendices: { ...committeeTemplate.appendices, title: appendices }
})
