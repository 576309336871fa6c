import { navigation } from '../../state/navigation.svelte.ts'

/** A form on screen with something typed in it: where it stands, and how it asks whether to leave it. */
type Unsaved = { place: () => Element | undefined; ask: () => void }

const forms = new Set<Unsaved>()
/** A sheet over a page that stays, and the address of that page. */
let sheet: { element: Element; under: () => string } | undefined

/** Tells that a form holds typed words; the returned function says that it does no longer. */
export const noteUnsaved = (place: () => Element | undefined, ask: () => void): (() => void) => {
  const form = { place, ask }
  forms.add(form)
  return () => forms.delete(form)
}

/** Tells that a sheet is open over a page that stays when the sheet is closed; returns the end of it. */
export const noteSheet = (element: Element, under: () => string): (() => void) => {
  const mine = { element, under }
  sheet = mine
  return () => {
    if (sheet === mine) sheet = undefined
  }
}

/**
 * True when a form asked first: whatever wanted to close must wait for the answer.
 * @param inside only forms in there would be lost; without it all of them
 */
export const asksFirst = (inside?: Element): boolean => {
  const lost = [...forms].filter(({ place }) => !inside || inside.contains(place() ?? null))
  const form = lost.at(-1)
  form?.ask()
  return form !== undefined
}

// Back and links would drop typed words without a question: only a page that is closed asks by itself. Back has
// changed the address by now; where it leads to the page under a sheet, nothing of that page is lost.
navigation.askFirst(() => {
  const closes = sheet && new URL(sheet.under(), location.href).pathname === location.pathname
  return asksFirst(closes ? sheet?.element : undefined)
})
