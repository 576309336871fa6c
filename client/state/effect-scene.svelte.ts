/** Runs `body` as an effect outside of any component, for tests of state; returns its end. */
export const root = (body: () => void): (() => void) =>
  $effect.root(() => {
    $effect(body)
  })

/** An effect inside of `root`, beside what its body has set up. */
export const watching = (body: () => void): void => {
  $effect(body)
}
