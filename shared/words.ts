import type { MonitoringWord } from './plan/records.ts'
import type { Group, ImpactWord, PlanType, PriorityKind, StatusWord } from './plan/vocabulary.ts'
import type { Role } from './roles.ts'

/** The words people read for the words the software keeps. Source: the field's own terms. */
export const groupNames: Record<Group, string> = {
  parents: 'Parents and carers',
  'young-people': 'Young people',
  health: 'Health',
  education: 'Education',
  'social-care': 'Social care',
  council: 'Local authority'
}

/** Whoever was erased: nothing is known of them but the group that their words were written for. */
export const someoneFrom = (group: Group | undefined): string =>
  group === undefined ? 'Someone' : `Someone from ${groupNames[group]}`

export const statusNames: Record<StatusWord, string> = {
  'not-started': 'Not started',
  'on-track': 'On track',
  slipping: 'Slipping',
  'off-track': 'Off track',
  done: 'Done'
}

export const impactNames: Record<ImpactWord, string> = {
  'not-yet': 'Not yet',
  some: 'Some',
  evidenced: 'Evidenced'
}

export const planTypeNames: Record<PlanType, string> = {
  'written-statement-of-action': 'Written Statement of Action',
  'accelerated-progress-plan': 'Accelerated progress plan',
  'priority-action-plan': 'Priority action plan',
  'improvement-plan': 'Improvement plan',
  'continuous-improvement-plan': 'Continuous improvement plan',
  'local-send-reform-plan': 'Local SEND reform plan',
  other: 'Another kind of plan'
}

export const priorityKindNames: Record<PriorityKind, string> = {
  'significant-weakness': 'Area of significant weakness',
  'priority-action': 'Area for priority action',
  improvement: 'Area for improvement',
  theme: 'Theme'
}

export const monitoringNames: Record<MonitoringWord, string> = {
  'formally-monitored': 'Formally monitored',
  'sufficient-progress': 'Sufficient progress made',
  'no-longer-monitored': 'No longer monitored'
}

/** What a role lets people do, as they would say it. */
export const roleNames: Record<Role, string> = {
  lead: 'Leads the plan',
  member: 'Can write',
  commenter: 'Can comment',
  reader: 'Can read',
  guest: 'Can write, for one workshop',
  public: 'Published versions only'
}

/** Labels of fields on screen and in exports, by the key the document uses. */
export const fieldNames: Record<string, string> = {
  title: 'Title',
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
  text: 'What we will do',
  success: 'How we will know',
  answers: 'What this answers',
  impact: 'What has changed for families',
  leads: 'Who leads',
  partners: 'Who helps',
  start: 'Starts',
  due: 'By when',
  revised: 'New date',
  status: 'Status',
  felt: 'Impact felt by families',
  cost: 'Cost',
  milestone3: 'After 3 months',
  milestone6: 'After 6 months',
  milestone12: 'After 12 months',
  officer: 'Who answers for it',
  type: 'Type of plan',
  area: 'Local area',
  groups: 'Who takes part',
  bodies: 'Partner bodies',
  inspected: 'Inspection',
  reported: 'Report published',
  submitted: 'Plan submitted',
  published: 'Plan published',
  officers: 'Who answers for the plan',
  statusKey: 'Words for status',
  notice: 'Notice',
  kind: 'Kind',
  order: 'Place',
  priority: 'Priority',
  removed: 'Taken out'
}
