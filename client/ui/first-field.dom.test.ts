import { expect, test } from 'vitest'
import { chosenFor } from './first-field.ts'

const formWith = (html: string): HTMLFormElement => {
  const form = document.createElement('form')
  form.innerHTML = html
  document.body.replaceChildren(form)
  return form
}
const first = (form: HTMLFormElement) => form.querySelector('input, textarea')

test('among radio buttons it is the chosen one, of the same question', () => {
  const form = formWith(
    '<input type="radio" name="place" value="1"><input type="radio" name="place" value="2" checked>' +
      '<input type="radio" name="kind" value="3" checked>'
  )
  expect(chosenFor(first(form))).toHaveProperty('value', '2')
})

test('where none is chosen it is the first, and any other field is what it is', () => {
  const form = formWith('<input type="radio" name="place" value="1"><input type="radio" name="place" value="2">')
  expect(chosenFor(first(form))).toHaveProperty('value', '1')
  expect(chosenFor(first(formWith('<input name="role"><input type="radio" name="a" checked>')))).toHaveProperty(
    'name',
    'role'
  )
  expect(chosenFor(null)).toBeNull()
})
