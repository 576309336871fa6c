/** What a card can ask about in a sheet of its own. */
export type Ask = 'status' | 'leads' | 'due' | 'move'
