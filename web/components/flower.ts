import { type Picture, pictureOf } from '../../src/domain/menu/index.ts';
import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';

/** The picture of a bouquet, for light and for dark. Beside its name it needs no text of its own. */
export function flower(context: PageContext, menuItemId: string, alt = '', lazy = false): Html {
  return drawing(context, pictureOf(menuItemId, context.chosenPicture(menuItemId)), alt, lazy);
}

/** One of the pictures. */
export function drawing({ asset }: PageContext, name: Picture, alt = '', lazy = false): Html {
  return html`<picture class="flower"><source media="(prefers-color-scheme: dark)" srcset="${asset(`flowers/${name}-dark.svg`)}"><img src="${asset(`flowers/${name}.svg`)}" alt="${alt}" width="400" height="460"${lazy && html` loading="lazy"`} decoding="async"></picture>`;
}
