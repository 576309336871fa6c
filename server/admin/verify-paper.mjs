// Says whether a file that was taken from the board holds the words of a version: copy this one file anywhere, it
// needs Node and nothing else. It is longer than other files because it is copied alone.
//   node verify-paper.mjs <paper.docx|.pdf|.xlsx|.csv|.md|.json> <words.json>
// The words are what the board gives under "Download the words alone" (…/versions/<number>/words): their SHA-256 is
// the full hash of the version. The first line is the answer, and says no more than was looked at. Exit code 0: the
// file names this hash and holds these words. 1: it does not. 2: not readable. 3: it names the hash, and its words
// could not be compared.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { inflateRawSync, inflateSync } from 'node:zlib'

const partBytesMax = 64 * 1024 * 1024
const shownMax = 40

/** @typedef {{ text: string, lines: { runs: { text: string }[] }[] }} Text */
/** @typedef {{ group: string, role: string }} Lead */
/** @typedef {{ role: string, agency: string }} Officer */
/** @typedef {{ what: string, reached: string | null }} Milestone */
/** @typedef {{ id: string, kind: string, about: string, group: string, data: any }} Kept */
/** @typedef {Record<string, any>} Item */
/** @typedef {{ name: string, head: string, lines: Set<string>, wanted: [string, string[]][], seen: string[], begun: boolean }} Place */

// ---- What files say

/**
 * The parts of a zip, unpacked, by their names. Source: APPNOTE.TXT of the ZIP format, §4.3.
 * @param {Buffer} zip @returns {Map<string, string>}
 */
const xmlParts = (zip) => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0) throw new TypeError('This is no Word document or spreadsheet.')
  const parts = new Map()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + packed)
    if (name.endsWith('.xml')) {
      const isPlain = zip.readUInt16LE(at + 10) === 0
      parts.set(name, (isPlain ? bytes : inflateRawSync(bytes, { maxOutputLength: partBytesMax })).toString())
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return parts
}

/** @param {string} xml */
const textOf = (xml) =>
  xml
    .replace(/<\/(?:w:p|row|si|is)>/g, '\n')
    .replace(/<w:(?:tab|br|cr)(?: [^>]*)?\/>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/** As files set words: what they leave out is left out, and any space is one. @param {string} text */
const flat = (text) =>
  text
    .normalize('NFC')
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
/** @param {Text} text @returns {string[]} */
const linesOf = ({ lines }) =>
  lines.map(({ runs }) => flat(runs.map(({ text }) => text).join(''))).filter((line) => line !== '')

/**
 * Paragraphs as whoever opens the document reads them: words that are taken out or hidden are not there.
 * @param {string} xml @returns {{ style: string, text: string }[]}
 */
const paragraphsOf = (xml) =>
  xml
    .replace(/<w:(del|moveFrom) [^>]*[^/]>[^]*?<\/w:\1>/g, '')
    .replace(/<w:r(?: [^>]*)?>(?:(?!<\/w:r>)[^])*?<w:vanish\/>[^]*?<\/w:r>/g, '')
    .split('</w:p>')
    .map((part) => ({ style: /<w:pStyle w:val="([^"]*)"/.exec(part)?.[1] ?? '', text: flat(textOf(part)) }))
    .filter(({ text }) => text !== '')

const escapes = /** @type {Record<string, string>} */ ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' })
/** A string of a PDF as text. Source: ISO 32000-1, 7.3.4.2 and 7.9.2.2. @param {string} raw @returns {string} */
const pdfString = (raw) => {
  const bytes = Buffer.from(
    raw.replace(/\\([^])/g, (_, sign) => escapes[sign] ?? sign),
    'latin1'
  )
  const isWide = bytes[0] === 0xfe && bytes[1] === 0xff
  return isWide ? new TextDecoder('utf-16be').decode(bytes) : bytes.toString('latin1')
}

/**
 * The words of a PDF that the board has written, without what stands on every page; undefined for another program's.
 * Source: ISO 32000-1, 7.3, 9.10.3 and 14.6.
 * @param {Buffer} bytes @returns {string | undefined}
 */
const pdfText = (bytes) => {
  const whole = bytes.toString('latin1')
  /** @type {Map<string, string>} */
  const objects = new Map()
  for (const [, id = '', body = ''] of whole.matchAll(/(?:^|\n)(\d+) 0 obj\s([^]*?)\nendobj/g)) objects.set(id, body)
  /** @param {string | undefined} body @returns {string} */
  const stream = (body) => {
    const [, packed] = /stream\r?\n([^]*?)\r?\nendstream/.exec(body ?? '') ?? []
    if (packed === undefined) return ''
    return inflateSync(Buffer.from(packed, 'latin1'), { maxOutputLength: partBytesMax }).toString('latin1')
  }
  /** @param {string} hex */
  const unicode = (hex) =>
    (hex.replaceAll(' ', '').match(/.{4}/g) ?? []).map((code) => String.fromCharCode(parseInt(code, 16))).join('')
  /** @type {Map<string, string[]>} */
  const fonts = new Map()
  for (const body of objects.values())
    for (const [, name = '', id = ''] of /\/Font <<([^>]*)>>/.exec(body)?.[1]?.matchAll(/\/(\S+) (\d+) 0 R/g) ?? []) {
      const map = stream(objects.get(/\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1] ?? ''))
      const ranges = [...map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)]
      const letters = ranges.flatMap(([, , list = '']) => [...list.matchAll(/<([^>]*)>/g)])
      if (!fonts.has(name))
        fonts.set(
          name,
          letters.map(([, hex = '']) => unicode(hex))
        )
    }
  let text = ''
  for (const body of objects.values()) {
    const [, contents] = /\/Contents (\d+) 0 R/.exec(/\/Type \/Page\s/.test(body) ? body : '') ?? []
    if (contents === undefined) continue
    let font = /** @type {string[]} */ ([])
    let isOrnament = false
    const marks = /\/(\w+) <<([^]*?)>> BDC|\/Artifact BMC|\nEMC|\/(\S+) [\d.]+ Tf|\[(<[^\]]*)\] TJ/g
    for (const [mark, tag, options = '', face, shown] of stream(objects.get(contents)).matchAll(marks)) {
      if (tag !== undefined) {
        // What stands for words that the typeface cannot show, or turns round, says them here.
        const [, said] = /\/ActualText \(((?:\\[^]|[^\\)])*)\)/.exec(options) ?? []
        isOrnament = tag === 'Artifact' || said !== undefined
        text += said === undefined ? '' : pdfString(said)
      } else if (mark === '\nEMC') isOrnament = false
      else if (face !== undefined) font = fonts.get(face) ?? []
      else if (shown !== undefined && !isOrnament)
        for (const [, hex = ''] of shown.matchAll(/<([0-9a-f]*)>/g))
          for (const code of hex.match(/.{4}/g) ?? []) text += font[parseInt(code, 16)] ?? ''
    }
  }
  return text === '' ? undefined : text
}

// ---- What a version says

const groups = /** @type {Record<string, string>} */ ({
  parents: 'Parents and carers',
  'young-people': 'Young people',
  health: 'Health',
  education: 'Education',
  'social-care': 'Social care',
  council: 'Local authority'
})
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
/** @param {string} iso */
const day = (iso) => dayFormat.format(Date.parse(iso))
const aDay = '\\d{1,2} [A-Z][a-z]+ \\d{4}'
const statusNames = /** @type {Record<string, string>} */ ({
  'not-started': 'Not started',
  'on-track': 'On track',
  slipping: 'Slipping',
  'off-track': 'Off track',
  done: 'Done'
})
const letters = /** @type {Record<string, string>} */ ({ 'on-track': 'G', slipping: 'A', 'off-track': 'R', done: 'B' })
const impacts = /** @type {Record<string, string>} */ ({ 'not-yet': 'Not yet', some: 'Some', evidenced: 'Evidenced' })
const kinds = /** @type {Record<string, string>} */ ({
  'significant-weakness': 'Area of significant weakness',
  'priority-action': 'Area for priority action',
  improvement: 'Area for improvement',
  theme: 'Theme'
})
const types = /** @type {Record<string, string>} */ ({
  'written-statement-of-action': 'Written Statement of Action',
  'accelerated-progress-plan': 'Accelerated progress plan',
  'priority-action-plan': 'Priority action plan',
  'improvement-plan': 'Improvement plan',
  'continuous-improvement-plan': 'Continuous improvement plan',
  'local-send-reform-plan': 'Local SEND reform plan',
  other: 'Another kind of plan'
})
const monitored = /** @type {Record<string, string>} */ ({
  'formally-monitored': 'Formally monitored',
  'sufficient-progress': 'Sufficient progress made',
  'no-longer-monitored': 'No longer monitored'
})
/** Headings of texts in a file, by their keys. */
const headings = /** @type {Record<string, string>} */ ({
  foreword: 'Foreword',
  vision: 'Our vision',
  context: 'Our local area',
  coproduced: 'How we wrote this plan together',
  governance: 'How we check progress',
  why: 'Why this matters',
  now: 'Where we are now',
  outcome: 'The outcome we want',
  know: 'How we will know',
  commitments: 'Our commitments',
  told: 'What families told us',
  success: 'Success criteria',
  answers: 'What this answers',
  impact: 'What has changed for families'
})
/** What stands in every plan, whatever it says. */
const always = new Set([
  ...Object.values(headings),
  ...['About', 'This plan', 'About this plan', 'Contents', 'Key and sources', 'Priorities at a glance', 'Priority'],
  ...['Status', 'Impact felt by families', 'Actions', 'Detail', 'What inspectors said', 'Views we did not all share'],
  ...[
    'Differing views',
    'No reply yet.',
    'Measures',
    'How we measure it',
    'Measure',
    'Better is',
    'Baseline',
    'Latest'
  ],
  ...['Target', 'Progress', 'Evidence', 'There are no actions for this priority yet.', 'Actions without a priority'],
  'Each priority, how far it is and how many actions it has'
])

/** @param {Officer} officer */
const officerText = ({ role, agency }) => [role, agency].filter((part) => part.trim() !== '').join(', ')
/** @param {Lead[] | undefined} leads */
const leadsText = (leads) =>
  (leads ?? []).map(({ group, role }) => (role.trim() === '' ? groups[group] : `${role}, ${groups[group]}`)).join('; ')
/** @param {{ value: number, date: string } | null} dated */
const figure = (dated) => (dated === null ? 'Not set' : `${dated.value} (${day(dated.date)})`)
/** @param {any} data */
const measureRow = (data) => {
  const said = [...data.readings].filter(({ actual }) => actual !== null).sort((a, b) => (a.date < b.date ? 1 : -1))[0]
  const hoped = said && said.milestone !== null ? `, hoped for ${said.milestone}` : ''
  return [
    `${data.name}${data.unit === '' ? '' : ` (${data.unit})`}`,
    `${data.direction === 'up' ? 'Higher' : 'Lower'}${data.count === 'cumulative' ? ', added up' : ''}`,
    figure(data.baseline),
    said ? `${said.actual} (${day(said.date)}${hoped})` : 'No figure yet',
    figure(data.target)
  ]
}

/**
 * The lines of a plan, place by place: what has to stand there, and with it all that may.
 * @param {{ words: Item, records?: Kept[], references?: Record<string, string> }} frozen @returns {Place[]}
 */
const placesOf = ({ words, records = [], references }) => {
  const { plan, priorities, loose } = /** @type {{ plan: Item, priorities: Item[], loose: Item[] }} */ (words)
  /** @param {Item | undefined} status */
  const statusText = (status) => {
    const { word, why } = status ?? { word: 'not-started', why: '' }
    const name = [letters[word], plan['statusKey']?.[word] ?? statusNames[word]].filter(Boolean).join(' – ')
    return why.trim() === '' ? name : `${name}. ${why}`
  }
  /** @param {string} name @param {string} head @returns {Place} */
  const placed = (name, head) => ({ name, head: flat(head), lines: new Set(), wanted: [], seen: [], begun: false })
  /** @param {Place} place @param {string} what @param {string[]} said */
  const want = (place, what, said) => {
    const lines = said.map(flat).filter((line) => line !== '')
    for (const line of lines) place.lines.add(line)
    if (lines.length > 0) place.wanted.push([what, lines])
  }
  /** @param {Place} place @param {[string, string | undefined | null | false][]} rows */
  const facts = (place, rows) => {
    for (const [label, said] of rows) if (said) want(place, label.toLowerCase(), [label, said])
  }
  /** @param {Place} place @param {Item} item @param {string[]} keys */
  const texts = (place, item, keys) => {
    for (const key of keys) {
      const lines = item[key] ? linesOf(item[key]) : []
      if (lines.length > 0) want(place, (headings[key] ?? key).toLowerCase(), [headings[key] ?? key, ...lines])
    }
  }
  /** @param {Place} place @param {string} about */
  const said = (place, about) => {
    for (const { id, kind, group, data } of records.filter((each) => each.about === about)) {
      const words = String(data.words ?? '').split('\n')
      if (kind === 'view' || kind === 'reply') want(place, 'a view that not everyone shares', words)
      if (data.source && kind !== 'evidence') place.lines.add(flat(`Source: ${data.source}`))
      if (kind === 'finding')
        want(place, 'what inspectors said', [...words, `Source: ${data.source}, ${day(data.date)}`])
      if (kind === 'measure') want(place, 'a measure', measureRow(data))
      if (kind === 'update') place.lines.add(`\u0000${groups[group]}: ${flat(words.join(' '))}`)
      if (kind === 'evidence') {
        const from = data.source === '' ? groups[group] : data.source
        want(place, 'evidence', [`${words.join(' ')} (${from}, ${day(data.date)})${data.link ? ` ${data.link}` : ''}`])
      }
      if (kind === 'view') said(place, `records/${id}`)
    }
  }
  const whole = placed('the plan', '')
  const dated = /** @type {const} */ ([
    ['inspected', 'Inspection'],
    ['reported', 'Report published'],
    ['submitted', 'Plan submitted'],
    ['published', 'Plan published']
  ])
  if (plan['notice']) want(whole, 'the notice', [plan['notice']])
  facts(whole, [
    ['Type of plan', plan['type'] && types[plan['type']]],
    ['Local area', plan['area']],
    ['Who takes part', plan['groups']?.map((/** @type {string} */ group) => groups[group]).join(', ')],
    ['Partner bodies', plan['bodies']?.join('; ')],
    ['Who answers for the plan', plan['officers']?.map(officerText).join('; ')],
    ...dated.map(([key, label]) => /** @type {[string, string]} */ ([label, plan[key] && day(plan[key])]))
  ])
  texts(whole, plan, ['foreword', 'vision', 'context', 'coproduced', 'governance'])
  const places = [whole]
  /** @param {Item} action @param {string} number */
  const action = (action, number) => {
    const place = placed(`action ${number}`, `${number} ${action['text'].text.trim() || 'Action without words yet'}`)
    const { start, due, revised, cost, felt, status, partners } = action
    for (const line of [`Who, when and how far: action ${number}`, `Action ${number}`]) place.lines.add(line)
    facts(place, [
      ['Action lead', leadsText(action['leads']) || 'Not set'],
      ['Supporting partners', partners?.map((/** @type {string} */ group) => groups[group]).join(', ') || 'None named'],
      ['Starts', start ? day(start) : 'Not set'],
      [
        'Due date',
        revised
          ? `${day(revised.date)}, first set for ${due ? day(due) : 'no date'}. ${revised.why}`
          : due
            ? day(due)
            : 'Not set'
      ],
      ['Status', statusText(status)],
      ['Impact felt by families', impacts[felt ?? 'not-yet']],
      ['Cost', cost],
      .../** @type {[string, any][]} */ (
        [3, 6, 12].map((months) => [`After ${months} months`, action[`milestone${months}`]])
      )
        .filter(([, milestone]) => milestone)
        .map(
          ([label, { what, reached }]) =>
            /** @type {[string, string]} */ ([
              label,
              `${what} (${reached === null ? 'not reached yet' : `reached ${day(reached)}`})`
            ])
        )
    ])
    texts(place, action, ['success', 'answers', 'impact'])
    said(place, `actions/${action['id']}`)
    places.push(place)
  }
  priorities.forEach((priority, index) => {
    const number = references?.[priority['id']] ?? `${index + 1}`
    const title = priority['title'].text.trim()
    const place = placed(`priority ${number}`, `Priority ${number}: ${title || 'without a title yet'}`)
    const monitoring = records
      .filter(({ kind, about }) => kind === 'monitoring' && about === `priorities/${priority['id']}`)
      .at(-1)
    const count = `${priority['actions'].length}`
    const impact = impacts[priority['impact'] ?? 'not-yet'] ?? ''
    want(whole, `priority ${number} at a glance`, [`${number} ${title}`, statusText(priority['status']), impact, count])
    whole.lines.add(place.head)
    for (const line of [`Who answers for it and how far it is: priority ${number}`, `Priority ${number}`])
      place.lines.add(line)
    place.lines.add(`Actions for priority ${number}`)
    facts(place, [
      ['Kind', priority['kind'] && kinds[priority['kind']]],
      ['Accountable officer', priority['officer'] ? officerText(priority['officer']) : 'Not set'],
      ['Who leads', leadsText(priority['leads'])],
      ['Status', statusText(priority['status'])],
      ['Impact felt by families', impact],
      ['Monitoring', monitoring && `${monitored[monitoring.data.word]}, ${day(monitoring.data.date)}`]
    ])
    texts(place, priority, ['why', 'now', 'outcome', 'know', 'commitments', 'told'])
    said(place, `priorities/${priority['id']}`)
    places.push(place)
    priority['actions'].forEach((/** @type {Item} */ each, /** @type {number} */ at) =>
      action(each, references?.[each['id']] ?? `${index + 1}.${at + 1}`)
    )
  })
  loose.forEach((each, at) => action(each, references?.[each['id']] ?? `0.${at + 1}`))
  return places
}

// ---- One held against the other

/** @typedef {{ missing: string[], added: string[], unsaid: string[] }} Found `unsaid`: what these words do not cover */

/**
 * A Word document, line by line, from where the plan begins in it to its sources; undefined where that is not found.
 * @param {{ style: string, text: string }[]} paragraphs @param {Place[]} places @param {string} code @returns {Found | undefined}
 */
const compareWord = (paragraphs, places, code) => {
  const opens = new RegExp(`^(?:Priority \\S+, version|Version) \\d+, .+\\. Code ${code}$`)
  const from = paragraphs.findIndex(({ text }) => opens.test(text))
  const length = paragraphs
    .slice(from)
    .findIndex(({ style, text }) => style === 'Heading1' && text === 'Key and sources')
  let place = places[0]
  if (from < 0 || length < 0 || !place) return undefined
  /** @type {Found} */
  const found = { missing: [], added: [], unsaid: [(paragraphs[from]?.text ?? '').replace(/\. Code .*/, '')] }
  const named = new RegExp(`^(?:Said by: (?:One person from )?(?:${Object.values(groups).join('|')}), ${aDay})$`, 'i')
  const replied = new RegExp(`^Reply from: (?:${Object.values(groups).join('|')})(, .+)?, ${aDay}$`)
  const dated = new RegExp(`^${aDay}, `)
  let inAnswers = false
  for (const { style, text } of paragraphs.slice(from + 1, from + length)) {
    const isHeading = style.startsWith('Heading')
    if (isHeading) {
      inAnswers = text === 'What each group answers'
      const next = places.find(({ head }) => head === text)
      if (next) [place, next.begun] = [next, true]
      if (inAnswers || next) continue
    }
    place.seen.push(text)
    const role = replied.exec(text)
    if (inAnswers) found.unsaid.push(text)
    else if (place.lines.has(text) || always.has(text) || named.test(text)) continue
    else if (role) found.unsaid.push(...(role[1] === undefined ? [] : [text]))
    else if (!(dated.test(text) && place.lines.has(`\u0000${text.replace(dated, '')}`)))
      found.added.push(`${place.name}: “${text}”`)
  }
  for (const { name, head, wanted, seen, begun } of places) {
    if (head !== '' && !begun) found.missing.push(`${name}: “${head}”`)
    const all = `\n${seen.join('\n')}\n`
    for (const [what, lines] of begun || head === '' ? wanted : [])
      if (!all.includes(`\n${lines.join('\n')}\n`)) found.missing.push(`${name}, ${what}: “${lines.join(' / ')}”`)
  }
  return found
}

/** Letters and figures alone: files set quotes, dashes, blanks and marks in their own way. @param {string} text */
const bare = (text) => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '')

/** Any other file: whether every text is somewhere in it. @param {string} held @param {Place[]} places @param {boolean} isTable */
const compareLetters = (held, places, isTable) => {
  const all = bare(held)
  const texts = new Set([
    ...Object.values(headings).map((heading) => heading.toLowerCase()),
    'a view that not everyone shares'
  ])
  return places.flatMap(({ name, head, wanted }) => {
    if (isTable && !name.startsWith('action')) return []
    const title = head.replace(/^(?:Priority )?[\d.]+:? /, '')
    const isThere = title === '' || all.includes(bare(title))
    const lost = wanted.filter(([what, lines]) => {
      const words = lines[0]?.toLowerCase() === what ? lines.slice(1) : lines
      return texts.has(what) && !all.includes(bare(words.join(' ')))
    })
    return [
      ...(isThere ? [] : [`${name}: “${title}”`]),
      ...lost.map(([what, lines]) => `${name}, ${what}: “${lines.join(' / ')}”`)
    ]
  })
}

/** Every text in a JSON file. @param {unknown} value @returns {string[]} */
const stringsIn = (value) =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : []

/** @param {string} text */
const short = (text) => (text.length > 160 ? `${text.slice(0, 159)}…` : text)
/** @param {string} head @param {string[]} lines @returns {string[]} */
const list = (head, lines) => [
  ...(lines.length === 0 ? [] : [head]),
  ...lines.slice(0, shownMax).map((line) => `  ${short(line)}`),
  ...(lines.length > shownMax ? [`  … and ${lines.length - shownMax} more`] : [])
]

/** Files that say other words than the plan's, by how their titles begin, and a table by what its first cell says. */
const otherFiles = /(?:Easy Read starter|Evidence of co-production|Review pack|What has changed)(?=: )/
const actionsTable = /^\uFEFF?"?Reference"?[,;\t]/

/** @param {string} file @param {string} wordsFile @returns {{ lines: string[], exit: number }} */
const verify = (file, wordsFile) => {
  const words = readFileSync(wordsFile)
  const hash = createHash('sha256').update(words).digest('hex')
  const frozen = JSON.parse(words.toString('utf8'))
  if (frozen.words === undefined) throw new TypeError('These are not the words of a version.')
  const bytes = readFileSync(file)
  const kind = extname(file).toLowerCase()
  const parts = kind === '.docx' || kind === '.xlsx' ? xmlParts(bytes) : undefined
  const plain = bytes.toString(kind === '.pdf' ? 'latin1' : 'utf8')
  const text = parts ? [...parts.values()].map(textOf).join('\n') : plain
  const code = `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase()
  const about = `Words: code ${code}, full hash ${hash}`
  if (!text.includes(hash))
    return {
      lines: ['No: the file does not name the hash of these words. It is another version, or a draft.', about],
      exit: 1
    }
  /** @param {string} why */
  const unread = (why) => ({
    lines: [
      `Not compared: the file names this hash, and whether it holds these words was not looked at. ${why}`,
      about
    ],
    exit: 3
  })
  const title = parts?.get('docProps/core.xml') ?? (kind === '.pdf' ? plain : '')
  const isOtherTable = kind === '.csv' && !actionsTable.test(plain)
  const other = isOtherTable ? 'This table' : otherFiles.exec(title)?.[0]
  if (other) return unread(`“${other}” says other words than the plan: ask for the plan as a Word document.`)
  const places = placesOf(frozen)
  if (kind === '.docx') {
    const found = compareWord(paragraphsOf(parts?.get('word/document.xml') ?? ''), places, code)
    if (!found) return unread('Where the plan begins and ends in it was not found: take the Word document again.')
    const { missing, added, unsaid } = found
    const isWhole = missing.length === 0 && added.length === 0
    return {
      lines: [
        isWhole
          ? 'Yes: the file names this hash and holds all of these words, each in its place, and nothing was put in between.'
          : 'No: the file names this hash, but what it says was changed.',
        about,
        ...list('These words are not in the file, or not in their place:', missing),
        ...list('These words are in the file and not in the version:', added),
        'Compared: texts, views, measures, dates, ratings and who leads, in the plan itself. What a council writes before or after the plan is its own.',
        ...list(
          'Who answered what is not among these words, so these lines were not compared. The board and its public page say it:',
          unsaid
        )
      ],
      exit: isWhole ? 0 : 1
    }
  }
  const isTable = kind === '.xlsx' || kind === '.csv'
  const held = kind === '.pdf' ? pdfText(bytes) : kind === '.json' ? stringsIn(JSON.parse(plain)).join('\n') : text
  if (held === undefined) return unread('Its words could not be read: ask for the Word document.')
  const missing = compareLetters(held, places, isTable)
  const what = isTable ? 'the words of every action' : 'all of these words'
  return {
    lines: [
      missing.length === 0
        ? `Yes: the file names this hash and holds ${what}.`
        : 'No: the file names this hash, but what it says was changed.',
      about,
      ...list('These words are not in the file:', missing),
      'Compared: letters and figures of texts and views. Not compared: dates, ratings and what was put in between. The Word document shows those too.'
    ],
    exit: missing.length === 0 ? 0 : 1
  }
}

const [file, wordsFile] = process.argv.slice(2)
if (file === undefined || wordsFile === undefined) {
  process.stderr.write('node verify-paper.mjs <paper> <words.json>\n')
  process.exitCode = 2
} else
  try {
    const { lines, exit } = verify(file, wordsFile)
    process.stdout.write(`${lines.join('\n')}\n`)
    process.exitCode = exit
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
