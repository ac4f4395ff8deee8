import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';

/** The card that comes with the flowers, as it will look. */
export function giftCard({ t }: PageContext, message: string, from: string, emptyText: string): Html {
  return html`<div class="note-card" data-card>
<p class="note-card-words${message === '' && ' note-card-empty'}" data-card-words data-empty="${emptyText}">${message === '' ? emptyText : message}</p>
<p class="note-card-from" data-card-from data-template="${t.gift.from('%')}"${from === '' && html` hidden`}>${from === '' ? '' : t.gift.from(from)}</p>
</div>`;
}
