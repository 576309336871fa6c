import type { Version } from '../../shared/versions/version.ts'
import { page, type Frame } from './frame.ts'
import { html, type Html } from './html.ts'
import { versionHref } from './plan-page.ts'

const notice = (frame: Frame, title: string, words: Html): Html =>
  page({
    frame,
    title,
    found: null,
    nav: [],
    main: html`<div class="how in">
      <h1>${title}</h1>
      ${words}
    </div>`,
    foot: html`<p><bdi>${frame.board}</bdi></p>`
  })

/** Alike for a plan that is not there and for one of which nothing is published. */
export const nothingHere = (frame: Frame): Html =>
  notice(
    frame,
    'There is no published plan here',
    html`<p>The address may have a mistake in it, or the plan has not been published yet.</p>`
  )

/** A version that was taken back, or does not prove itself, is not shown; another may be read meanwhile. */
export const beingChecked = (frame: Frame, base: string, version: Version, instead: Version | undefined): Html =>
  notice(
    frame,
    'This version is being checked',
    html`<p>Version ${version.number} of this plan is not shown while it is being checked.</p>
      ${
        instead &&
        html`<p><a class="button main" href="${versionHref(base, instead)}">Read version ${instead.number}</a></p>`
      }`
  )
