import type { Group } from './plan/vocabulary.ts'

/**
 * The outline of each partner group but the flower on a 40 by 40 grid, in the fixed order of the groups.
 * Source: design page, "Partner groups".
 */
export const shapePaths: Readonly<Record<Exclude<Group, 'young-people'>, string>> = {
  parents: 'M20 2a18 18 0 1 1 0 36a18 18 0 1 1 0-36z',
  health:
    'M18.9 1.7a2.4 2.4 0 0 1 2.2 0L35.3 9.6a2.4 2.4 0 0 1 1.2 2v16.8a2.4 2.4 0 0 1-1.2 2L21.1 38.3a2.4 2.4 0 0 1-2.2 0L4.7 30.4a2.4 2.4 0 0 1-1.2-2V11.6a2.4 2.4 0 0 1 1.2-2z',
  education: 'M8 3h24a5 5 0 0 1 5 5v24a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z',
  'social-care':
    'M17.6 1.9a3.4 3.4 0 0 1 4.8 0L38.1 17.6a3.4 3.4 0 0 1 0 4.8L22.4 38.1a3.4 3.4 0 0 1-4.8 0L1.9 22.4a3.4 3.4 0 0 1 0-4.8z',
  council:
    'M19.2 1.6a2.4 2.4 0 0 1 1.6 0L35.6 6.2a1.4 1.4 0 0 1 1 1.3V19c0 9.6-6.6 16-15.7 19.2a2.6 2.6 0 0 1-1.8 0C10 35 3.4 28.6 3.4 19V7.5a1.4 1.4 0 0 1 1-1.3z'
}

/** The young people's shape: six petals and the middle they meet in, as circles (x, y, radius). */
export const petals: readonly (readonly [number, number, number])[] = [
  [20, 20, 9],
  ...Array.from({ length: 6 }, (_, turn) => {
    const angle = (turn * Math.PI) / 3
    return [20 + 11.6 * Math.cos(angle), 20 + 11.6 * Math.sin(angle), 8] as const
  })
]
