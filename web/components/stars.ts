import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';
import { errorOf } from './controls.ts';

const SHAPE = html`<path d="M12 3.2l2.7 5.6 6.1.8-4.5 4.3 1.1 6.1L12 17l-5.4 3 1.1-6.1-4.5-4.3 6.1-.8z"/>`;
/** From the most to the fewest: the style sheet fills every star that comes after the chosen one, and shows them the other way round. */
const RATINGS = [5, 4, 3, 2, 1] as const;

/** Stars to choose from. */
export function starChoice({ t }: PageContext, chosen: string, error?: string): Html {
  return html`<fieldset id="rating" class="choices" tabindex="-1"${error !== undefined && html` aria-describedby="rating-error"`}>
<legend>${t.order.stars}</legend>
<div class="stars">
${RATINGS.map((count) => html`<label class="star"><input type="radio" name="rating" value="${count}" required${String(count) === chosen && html` checked`} aria-label="${t.order.star(count)}"><svg viewBox="0 0 24 24" aria-hidden="true">${SHAPE}</svg></label>`)}
</div>
${errorOf('rating', error)}
</fieldset>`;
}

/** Stars that were given. */
export function starsGiven({ t }: PageContext, count: number): Html {
  return html`<span class="rated" role="img" aria-label="${t.order.rated(count)}">${RATINGS.toReversed().map((star) => html`<svg viewBox="0 0 24 24" aria-hidden="true"${star <= count && html` class="rated-full"`}>${SHAPE}</svg>`)}</span>`;
}
