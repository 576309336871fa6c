/** How many comments wait for too long, by plan: read after the board, and shown in its head. */
export const overdue: Record<string, number> = $state({})
/** How many comments have news for oneself since one looked, by plan: shown where the way to comments is. */
export const answered: Record<string, number> = $state({})
