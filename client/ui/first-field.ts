/** Where focus goes instead of the first of several radio buttons: to the chosen one, as Tab does. */
export const chosenFor = <T extends Element>(first: T | null): T | HTMLInputElement | null => {
  if (!(first instanceof HTMLInputElement) || first.type !== 'radio' || first.checked) return first
  const root = first.form ?? first.ownerDocument
  const group = root.querySelectorAll<HTMLInputElement>(`input[type="radio"][name="${CSS.escape(first.name)}"]`)
  return [...group].find(({ checked }) => checked) ?? first
}
