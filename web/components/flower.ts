import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';

/** The bouquets that have a picture of their own; all others share one. */
const DRAWN = [
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
] as const;

/** The pictures to choose from for something new: its id begins with the picture's name. */
export const PICTURES = [...DRAWN, 'any-flowers'] as const;
export type Picture = (typeof PICTURES)[number];

/** The picture of a bouquet, for light and for dark. Beside its name it needs no text of its own. */
export function flower({ asset }: PageContext, menuItemId: string, alt = '', lazy = false): Html {
  const name = pictureOf(menuItemId);
  return html`<picture class="flower"><source media="(prefers-color-scheme: dark)" srcset="${asset(`flowers/${name}-dark.svg`)}"><img src="${asset(`flowers/${name}.svg`)}" alt="${alt}" width="400" height="460"${lazy && html` loading="lazy"`} decoding="async"></picture>`;
}

/** Which picture shows a bouquet: the one whose name its id is, or begins with. */
function pictureOf(menuItemId: string): Picture {
  return DRAWN.find((name) => menuItemId === name || menuItemId.startsWith(`${name}-`)) ?? 'any-flowers';
}
