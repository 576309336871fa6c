/** What a card can ask about in a sheet of its own. */
export type Ask = 'status' | 'leads' | 'due' | 'move'

/** What can be asked of a whole priority; the last two open a sheet. */
export type AskPriority = 'rename' | 'up' | 'down' | 'out' | 'place' | 'kind'
