import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { groupNames } from '../../shared/words.ts'
import { frozenReferences } from '../../shared/versions/frozen.ts'
import { outcomeOf } from '../../shared/versions/version.ts'
import { outcomeWords, versionStateNames } from '../../shared/versions/words.ts'
import { onDay } from './days.ts'
import { page, shape } from './frame.ts'
import { html, type Html } from './html.ts'
import { textHtml } from './lines.ts'
import { answerRows, footOf, navOf, titleOf, type Shown } from './plan-page.ts'
import { countingNote, sharesOf, whoWrote } from './written.ts'

const groupHead = (group: Group): Html =>
  html`<th role="columnheader" scope="col">${shape(group)}<span>${groupNames[group]}</span></th>`

/** How the published words were written: who took part by group, what was answered and when. Nobody is named. */
export const howPage = (shown: Shown): Html => {
  const { frame, base, version, frozen, written } = shown
  const shares = sharesOf(written)
  const { coproduced } = frozen.snapshot.plan
  const called = frozenReferences(frozen)
  const main = html`<div class="how in">
    <h1>How it was written</h1>
    <p class="lede"><a href="${base}" dir="auto">${titleOf(frozen)}</a>, version ${version.number}</p>
    <p>${whoWrote(written)} ${countingNote}</p>
    ${textHtml(coproduced)}
    ${
      shares.length > 0 &&
      html`<section aria-labelledby="shares">
        <h2 id="shares">Whose words they are</h2>
        <dl class="figures ruled">
          ${shares.map(
            ({ name, percent }) =>
              html`<div>
                <dt>${percent}%</dt>
                <dd>of the words are from ${name}</dd>
              </div>`
          )}
        </dl>
      </section>`
    }
    <section aria-labelledby="where">
      <h2 id="where">Who has words where</h2>
      <table class="where ruled" role="table">
        <caption class="hidden">
          Groups that have words in each priority
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Priority</th>
            ${GROUPS.map(groupHead)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${written.words.priorities.map(
            ({ priority, tallies }) =>
              html`<tr role="row">
                <th role="rowheader" scope="row">
                  ${called[priority.id] ?? ''}. <bdi>${priority.title.text.trim() || 'Without a name'}</bdi>
                </th>
                ${GROUPS.map(
                  (group) =>
                    html`<td role="cell">
                      <span class="of" aria-hidden="true">${groupNames[group]}</span>
                      <p>${tallies[group].count > 0 ? 'Has words' : 'No words'}</p>
                    </td>`
                )}
              </tr> `
          )}
        </tbody>
      </table>
    </section>
    <section aria-labelledby="steps">
      <h2 id="steps">What happened when</h2>
      <ol class="steps">
        <li>The words were frozen on ${onDay(version.at)}, so that everyone would look at the same ones.</li>
        ${version.moves.map(({ state, at }) => html`<li>${versionStateNames[state]}: ${onDay(at)}.</li>`)}
      </ol>
    </section>
    <section aria-labelledby="said">
      <h2 id="said">What each group answered</h2>
      <p>${outcomeWords(outcomeOf(version))}</p>
      <ul class="answers" role="list">
        ${answerRows(version).map(
          ({ group, said }) =>
            html`<li>
              ${shape(group)}<span><b>${groupNames[group]}.</b> <bdi>${said}</bdi></span>
            </li>`
        )}
      </ul>
    </section>
    <section aria-labelledby="counted">
      <h2 id="counted">How words are counted</h2>
      <p>
        The board keeps who wrote each letter. A word counts for the group of whoever wrote its first letter. Words that
        somebody typed for another person count for that person’s group. Words that were taken out are not counted.
      </p>
      <p>Having more words does not mean having more say: each group gives one answer.</p>
    </section>
  </div>`
  return page({
    frame,
    title: `How it was written: ${titleOf(frozen)}`,
    description: `${whoWrote(written)} ${outcomeWords(outcomeOf(version))}`,
    found: `${base}/how`,
    nav: navOf(base, 'how'),
    main,
    foot: footOf(frame, version)
  })
}
