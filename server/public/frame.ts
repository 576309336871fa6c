import { GROUPS, type Group, type StatusWord } from '../../shared/plan/vocabulary.ts'
import { petals, shapePaths } from '../../shared/shapes.ts'
import { html, type Html, type Piece } from './html.ts'

/** What every public page needs to know of the board; `style`: the address of the built sheet, if there is one. */
export type Frame = { board: string; style: string | undefined; icon: string | undefined }

type Page = {
  frame: Frame
  title: string
  /** What search engines and messages show beside a link to it. */
  description?: string
  /** The address under which it is found; without one search engines are asked to leave it out. */
  found: string | null
  /** The plan's own pages, for the bar; the current one has no address. */
  nav: readonly { name: string; href: string | null }[]
  main: Html
  foot: Piece
}

const petalsHtml = petals.map(
  ([x, y, radius]) => html`<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="${radius}" />`
)

/** Each shape once; wherever it stands it is only named. */
const symbols = html`<svg class="hidden" aria-hidden="true" focusable="false">
  <defs>
    ${GROUPS.map(
      (group) =>
        html`<symbol id="s-${group}" viewBox="0 0 40 40"
          >${group === 'young-people' ? petalsHtml : html`<path d="${shapePaths[group]}" />`}</symbol
        >`
    )}
  </defs>
</svg>`

/** Two layers: the edge shows where shapes are outlines, and what lies over it hides the lines inside a flower. */
const layers = (group: Group): Html =>
  html`<use class="edge" href="#s-${group}" width="40" height="40" /><use href="#s-${group}" width="40" height="40" />`

export const shape = (group: Group, size: 'tiny' | 'small' | 'large' = 'small'): Html =>
  html`<svg class="shape ${size}" data-group="${group}" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
    ${layers(group)}
  </svg>`

const ticks = {
  yes: 'M12.5 20.5l5.5 5.5 10-11.5',
  aside: 'M12 20h16',
  no: 'M14 14l12 12M26 14L14 26',
  none: ''
} as const

/** What a group said, drawn: filled with a tick, or an outline with what is missing; the words always stand beside it. */
export const seal = (group: Group, drawn: keyof typeof ticks): Html =>
  html`<svg
    class="shape seal ${drawn === 'yes' ? 'filled' : 'open'}"
    data-group="${group}"
    viewBox="-3 -3 46 46"
    aria-hidden="true"
    focusable="false"
  >
    ${layers(group)}${ticks[drawn] !== '' && html`<path class="tick" d="${ticks[drawn]}" />`}
  </svg>`

const statusDrawings: Readonly<Record<StatusWord, Html>> = {
  'on-track': html`<circle cx="6" cy="6" r="4" />`,
  slipping: html`<path d="M6 1.5L11 10.5H1z" />`,
  'off-track': html`<path d="M3.3 1.2h5.4L11.4 6l-2.7 4.8H3.3L.6 6z" />`,
  done: html`<path class="stroke" d="M2 6.5l3 3 5-6.5" />`,
  'not-started': html`<circle class="stroke" cx="6" cy="6" r="3.5" />`
}

export const pill = (word: StatusWord, name: string): Html =>
  html`<span class="pill" data-status="${word}"
    ><svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">${statusDrawings[word]}</svg>${name}</span
  >`

const mark = html`<span class="mark" aria-hidden="true">${GROUPS.map((group) => shape(group, 'tiny'))}</span>`

/** A whole page: bar, main part, foot. Nothing in it runs. */
export const page = ({ frame, title, description, found, nav, main, foot }: Page): Html =>
  html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title} – ${frame.board}</title>
        <meta property="og:title" content="${title}" />
        <meta property="og:site_name" content="${frame.board}" />
        ${
          description !== undefined &&
          html`<meta name="description" content="${description}" />
            <meta property="og:description" content="${description}" />`
        }
        ${found === null ? html`<meta name="robots" content="noindex" />` : html`<link rel="canonical" href="${found}" />`}
        ${frame.style !== undefined && html`<link rel="stylesheet" href="${frame.style}" />`}
        ${frame.icon !== undefined && html`<link rel="icon" href="${frame.icon}" type="image/svg+xml" />`}
      </head>
      <body class="public">
        <a class="skip" href="#main">Skip to the plan</a>
        ${symbols}
        <header class="bar">
          <div class="in">
            <p class="brand">${mark}<bdi>${frame.board}</bdi></p>
            ${
              nav.length > 0 &&
              html`<nav class="no-print" aria-label="About this plan">
                <ul role="list">
                  ${nav.map(
                    ({ name, href }) =>
                      html`<li>
                        ${href === null ? html`<span aria-current="page">${name}</span>` : html`<a href="${href}">${name}</a>`}
                      </li>`
                  )}
                </ul>
              </nav>`
            }
          </div>
        </header>
        <main id="main" tabindex="-1">${main}</main>
        <footer class="foot">
          <div class="in">
            ${mark}
            <div>${foot}</div>
            <p class="no-print links">
              <a href="/accessibility">Accessibility</a> <a href="/privacy">How we use your information</a>
            </p>
          </div>
        </footer>
      </body>
    </html> `
