export type PlainError = { type: string; message: string; code?: string; stack?: string; cause?: PlainError }

/**
 * An error as a log may hold it: what it is and where. Other properties are left out, because
 * libraries hang the data they were given on their errors.
 */
export const plainError = (error: unknown): PlainError => {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' }
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: plainError(error.cause) })
  }
}
