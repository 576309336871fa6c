/** Attributes of elements that people read or hear; every other attribute of an element is for the browser. */
const heard = new Set([
  ...['alt', 'aria-description', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext'],
  ...['label', 'placeholder', 'title']
])
/** Names of keys, as browsers and editors spell them: `ArrowDown`, `Mod-b`, `Control+Z`. */
const keyName =
  /^(?:(?:Mod|Ctrl|Control|Meta|Alt|Shift)[-+].*|Arrow(?:Up|Down|Left|Right)|Backspace|Delete|End|Enter|Escape|Home|Insert|PageUp|PageDown|Tab|F\d{1,2}|[A-Z])$/
/** Words side by side, or a word that ends a sentence; `#` stands where a variable will. */
const reads = /[\p{L}\p{N}#’”)…,:] +[“(]?\p{L}{2,}|\p{L}{2,} +#|^\p{Lu}.*\p{L}: #|\p{L}[.?!…:]$/u
/** Rules of a style sheet, selectors, lists of names in lower case. */
const forMachines =
  /[{}<>=;[\]|\\]|^[\p{Ll}\d#, -]*(?:[\p{Ll}#]--?[\p{Ll}#]|\p{L}\d?, [\p{Ll}\d]+,)|^noopener\b|\((?:max|min|prefers)-/u
const floorsWithoutWords = /^client\/(?:editor|sync)\//

/**
 * Whether a text in a source is read by people, and so belongs in the catalogue. A single word in lower case, a key,
 * a class or an address is taken for a name and left alone: a comment `@wc-include` before it says otherwise, and
 * `@wc-ignore` keeps a text out.
 * @type {import('wuchale').HeuristicFunc}
 */
export function isWords({ msgStr, details: { scope, element, attribute, file } }) {
  const text = msgStr.join('\n').trim()
  if (!/\p{L}/u.test(text) || element === 'style' || element === 'script') return false
  if (scope === 'markup') return /\p{L}{2,}/u.test(text) ? 'message' : false
  const ofElement = attribute !== undefined && !(element !== undefined && /^[A-Z]/.test(element))
  if (ofElement) return heard.has(attribute) ? 'message' : false
  if (keyName.test(text) || forMachines.test(text)) return false
  if (/^\p{Lu}\p{Ll}+(?:-\p{Ll}+)*$/u.test(text)) return 'message'
  if (floorsWithoutWords.test(file) && !/^\p{Lu}/u.test(text)) return false
  return reads.test(text) ? 'message' : false
}
