/** The bouquets that have a picture of their own. */
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

/** The pictures to choose from; the last one goes with everything. */
export const PICTURES = [...DRAWN, 'any-flowers'] as const;
export type Picture = (typeof PICTURES)[number];

/**
 * Which picture shows a thing: the one that was chosen, else the one whose name its id is, or begins with.
 * @param chosen may be a picture of another release, which is not there any more.
 */
export function pictureOf(menuItemId: string, chosen: string | undefined): Picture {
  const picture = PICTURES.find((name) => name === chosen);
  return picture ?? DRAWN.find((name) => menuItemId === name || menuItemId.startsWith(`${name}-`)) ?? 'any-flowers';
}
