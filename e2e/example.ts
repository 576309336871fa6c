// The example is the same in every journey: it is played once, and each board starts on a copy of its folder.

/** Where the played example lies, and what signs each of its people in once on every copy. */
export type Example = { folder: string; tokens: [email: string, token: string][] }

const name = 'JOURNEY_EXAMPLE'

/** Playwright's workers are processes that are given the environment of whoever started them. */
export const tellExample = (example: Example): void => void (process.env[name] = JSON.stringify(example))

/** Undefined where nobody has played it before, as in a measurement. */
export const exampleHere = (): Example | undefined => {
  const told = process.env[name]
  return told === undefined ? undefined : (JSON.parse(told) as Example)
}
