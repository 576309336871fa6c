/** A word of the field, as people write it, and what it means in plain words. */
export type Term = { id: string; name: string; spellings: readonly string[]; meaning: string }

/**
 * Words that a parent who is new to them may not know. Sentences are for reading age 9 to 11.
 * Source: Children and Families Act 2014; SEND code of practice: 0 to 25 years.
 */
export const glossary: readonly Term[] = [
  {
    id: 'ehc-plan',
    name: 'EHC plan',
    spellings: ['EHC plans', 'EHC plan', 'EHCPs', 'EHCP', 'Education, Health and Care plan'],
    meaning:
      'Education, health and care plan. It is for one child or young person who needs more help than their school can give by itself. The council must make sure that the help in it is given.'
  },
  {
    id: 'senco',
    name: 'SENCO',
    spellings: ['SENCOs', 'SENCO', 'SENDCO'],
    meaning: 'The teacher in a school who plans the help for children with special educational needs.'
  },
  {
    id: 'sendiass',
    name: 'SENDIASS or IASS',
    spellings: ['SENDIASS', 'IASS'],
    meaning:
      'Special educational needs and disability information, advice and support service. Free advice for parents and young people. It is separate from the council’s decisions.'
  },
  {
    id: 'local-offer',
    name: 'Local Offer',
    spellings: ['Local Offer'],
    meaning: 'The council’s website that shows what help there is in the area, and how to get it.'
  },
  {
    id: 'high-needs-block',
    name: 'High Needs Block',
    spellings: ['High Needs Block', 'High Needs block'],
    meaning: 'Money that the government gives a council each year to pay for children who need more help to learn.'
  },
  {
    id: 'pfa',
    name: 'PfA',
    spellings: ['PfA', 'Preparation for Adulthood', 'preparation for adulthood'],
    meaning:
      'Preparation for adulthood. Getting ready for work, a home of one’s own, friends and good health, from the age of 13 or 14.'
  },
  {
    id: 'icb',
    name: 'ICB',
    spellings: ['ICBs', 'ICB', 'integrated care board'],
    meaning: 'Integrated care board. The part of the NHS that plans and pays for health care in an area.'
  },
  {
    id: 'dco',
    name: 'DCO',
    spellings: ['DCOs', 'DCO'],
    meaning:
      'Designated clinical officer. A person in the NHS who helps health, education and the council to work together for children with special educational needs.'
  },
  {
    id: 'co-production',
    name: 'Co-production',
    spellings: ['Co-production', 'co-production', 'co-produced', 'coproduction'],
    meaning: 'Families and services decide and write together, as equals, from the start.'
  }
]

/** A place in a text where a term stands. */
export type Found = { term: Term; from: number; to: number }

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const bySpelling = new Map(glossary.flatMap((term) => term.spellings.map((spelling) => [spelling, term] as const)))
const longestFirst = [...bySpelling.keys()].sort((a, b) => b.length - a.length)
const anyTerm = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'gu')

/** The first use of each term in a text, in the order they stand; `known` are those used before. */
export const firstUses = (text: string, known: ReadonlySet<string> = new Set()): Found[] => {
  const seen = new Set(known)
  const found: Found[] = []
  for (const match of text.matchAll(anyTerm)) {
    const term = bySpelling.get(match[0])
    if (!term || seen.has(term.id)) continue
    seen.add(term.id)
    found.push({ term, from: match.index, to: match.index + match[0].length })
  }
  return found
}
