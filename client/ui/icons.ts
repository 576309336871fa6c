/** Our own strokes on a 24 grid, 2 px. An icon always stands beside a word, or on a button that has a name. */
export const icons = {
  tick: 'M5 12.5l4.5 4.5L19 7',
  plus: 'M12 5v14M5 12h14',
  pencil: 'M4 20l1-4L16.5 4.5a1.9 1.9 0 0 1 2.7 0l.3.3a1.9 1.9 0 0 1 0 2.7L8 19zM14.5 6.5l3 3',
  mail: 'M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM4 7l8 6 8-6',
  'chevron-down': 'M6 9.5l6 6 6-6',
  'chevron-up': 'M6 14.5l6-6 6 6',
  'chevron-left': 'M14.5 6l-6 6 6 6',
  'chevron-right': 'M9.5 6l6 6-6 6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  book: 'M12 6.5C10 5 7 4.7 3.5 5v13c3.5-.3 6.5 0 8.5 1.5 2-1.5 5-1.8 8.5-1.5V5C17 4.7 14 5 12 6.5zM12 6.5v13',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  move: 'M5 12h14M13 6l6 6-6 6',
  out: 'M6 7h12M10 7V5h4v2M7.5 7l.8 12h7.4l.8-12M10.5 11v5M13.5 11v5',
  back: 'M9 8L4.5 12.5 9 17M5 12.5h9a5 5 0 0 0 0-10h-2',
  'no-signal':
    'M3 3l18 18M5 9.5a12 12 0 0 1 3-1.8M12 6.5c3.2 0 5.6 1 7.5 3M8 13.5a7 7 0 0 1 2.5-1.6M12 18h.01M15 13l1 .8',
  past: 'M4 12a8 8 0 1 1 2.6 5.9M4 12l-2-2.2M4 12l2.6-1.6M12 7.5V12l3 2.2',
  play: 'M8 5.5v13l10.5-6.5z',
  stop: 'M7.5 7.5h9v9h-9z',
  'step-back': 'M6 5.5v13M18 6v12l-8.5-6z',
  'step-on': 'M18 5.5v13M6 6v12l8.5-6z',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9',
  speech:
    'M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5h-7L7 20.5v-4H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5z',
  find: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.5a3.3 3.3 0 0 1 0 6.2M17.5 14.3c2.2.8 3.5 2.9 3.5 5.7'
} as const

export type IconName = keyof typeof icons
