/** How many comments wait for too long, by plan: read after the board, and shown in its head. */
export const overdue: Record<string, number> = $state({})
