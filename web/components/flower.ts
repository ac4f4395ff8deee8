import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';

/** The bouquets that have a picture of their own; all others share one. */
const DRAWN: ReadonlySet<string> = new Set([
  'rose-bouquet',
  'tulip-bouquet',
  'sunflower-bunch',
  'hydrangea-basket',
  'freesia-posy',
  'carnation-box',
  'lily-vase',
  'orchid-pot',
  'wildflower-wrap',
  'celebration-wreath',
]);

/** The picture of a bouquet, for light and for dark. Beside its name it needs no text of its own. */
export function flower({ asset }: PageContext, menuItemId: string, alt = '', lazy = false): Html {
  const name = DRAWN.has(menuItemId) ? menuItemId : 'any-flowers';
  return html`<picture class="flower"><source media="(prefers-color-scheme: dark)" srcset="${asset(`flowers/${name}-dark.svg`)}"><img src="${asset(`flowers/${name}.svg`)}" alt="${alt}" width="400" height="460"${lazy && html` loading="lazy"`} decoding="async"></picture>`;
}
