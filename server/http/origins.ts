/**
 * Origins whose pages may act for a person: the board's own, letter for letter. Without PUBLIC_URL
 * it is this machine under its two usual names, never whatever the Host header says.
 */
export const allowedOrigins = (publicUrl: string | undefined, port: number): ReadonlySet<string> =>
  new Set(publicUrl === undefined ? [`http://localhost:${port}`, `http://127.0.0.1:${port}`] : [publicUrl])

/** An absent Origin, `null`, a sibling domain, another port or scheme: all are somebody else. */
export const isOwnOrigin = (
  origins: ReadonlySet<string>,
  headers: { origin: string | undefined; fetchSite: string | undefined }
): boolean =>
  headers.origin !== undefined &&
  origins.has(headers.origin) &&
  (headers.fetchSite === undefined || headers.fetchSite === 'same-origin')

/** Whether a browser says that a page of another site, or of a sibling domain, led to this request. */
export const isElsewhere = (fetchSite: string | undefined): boolean =>
  fetchSite === 'cross-site' || fetchSite === 'same-site'
