/** Runs `body` as an effect outside of any component, for tests of state; returns its end. */
export const root = (body: () => void): (() => void) =>
  $effect.root(() => {
    $effect(body)
  })
