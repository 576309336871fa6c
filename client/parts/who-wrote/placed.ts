/** Attachment that puts an element where it was measured to belong; through CSSOM, as the content security policy asks. */
export const placed =
  (properties: Readonly<Record<string, string>>) =>
  (element: HTMLElement): void => {
    for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value)
  }
