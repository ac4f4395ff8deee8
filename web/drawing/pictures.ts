import { arrangements } from './arrangements.ts';
import { fill, line, type Mood, row, Sheet } from './sheet.ts';

/** All pictures of the pages, by file name. Drawing them again gives the same. */
export function drawPictures(): ReadonlyMap<string, string> {
  const pictures = new Map<string, string>();
  for (const mood of ['light', 'dark'] as const) {
    const ending = mood === 'light' ? '' : '-dark';
    for (const [name, { wall, draw }] of Object.entries(arrangements)) {
      const sheet = new Sheet(mood);
      pictures.set(`${name}${ending}.svg`, sheet.picture(400, 460, wall(sheet), draw(sheet)));
    }
    pictures.set(`hero${ending}.svg`, shopWindow(mood));
  }
  return pictures;
}

/** The shop front: an awning, and bouquets on a bench. */
function shopWindow(mood: Mood): string {
  const sheet = new Sheet(mood);
  const stand = (name: string, x: number, y: number, size: number) =>
    `<g transform="translate(${x} ${y}) scale(${size})">${arrangements[name]?.draw(sheet) ?? ''}</g>`;
  const [frame, glass, bench, benchEdge] =
    mood === 'light' ? ['#2f5d46', '#f4ece0', '#b98a5e', '#94683f'] : ['#274535', '#241d17', '#6d4c30', '#4c3420'];
  const stripes = row(10, (index) => {
    const x = 20 + index * 60;
    const d = `M${x} 62L${x + 60} 62L${x + 60} 128A30 24 0 0 1 ${x} 128Z`;
    return fill(d, index % 2 === 0 ? sheet.pick('#2f5d46', '#274535') : sheet.pick('#fffaf2', '#cdbfa9'));
  });
  return sheet.picture(
    640,
    560,
    `<rect x="36" y="86" width="568" height="436" rx="10" fill="${frame}"/>`,
    `<rect x="54" y="104" width="532" height="400" rx="6" fill="${glass}"/>`,
    fill('M54 504L54 330L300 104L420 104L54 440Z', '#ffffff', `opacity="${sheet.pick('.4', '.05')}"`),
    fill('M300 504L586 240L586 300L364 504Z', '#ffffff', `opacity="${sheet.pick('.35', '.04')}"`),
    `<rect x="54" y="470" width="532" height="34" fill="${bench}"/>`,
    `<rect x="54" y="470" width="532" height="6" fill="${benchEdge}" opacity=".5"/>`,
    stand('hydrangea-basket', 34, 216, 0.6),
    stand('lily-vase', 362, 196, 0.64),
    stand('rose-bouquet', 160, 120, 0.84),
    stand('freesia-posy', 138, 284, 0.46),
    stand('orchid-pot', 408, 292, 0.43),
    `<rect x="20" y="44" width="600" height="22" rx="6" fill="${frame}"/>`,
    stripes,
    line('M20 129C140 134 500 134 620 129', '#000000', 2, 'opacity=".12"'),
    `<rect x="20" y="522" width="600" height="16" rx="6" fill="${benchEdge}"/>`,
  );
}
