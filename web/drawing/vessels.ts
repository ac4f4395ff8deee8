import { at, disc, fill, line, round, row, type Sheet } from './sheet.ts';

export type Paper = readonly [shade: string, body: string, shine: string];
export const KRAFT: Paper = ['#a97f55', '#c9a27a', '#e2c7a6'];
export const WHITE_PAPER: Paper = ['#cfc8c0', '#eeeae4', '#ffffff'];
export const SAGE: Paper = ['#7f9a85', '#a9bfab', '#cfdccb'];
export const ROSE_PAPER: Paper = ['#c79399', '#e6bfc0', '#f7dfdc'];
export const NEWSPRINT: Paper = ['#b9b2a4', '#dcd6c8', '#f3efe4'];

/** The sheets behind a bouquet; its flowers come before {@link wrapFront}. */
export function wrapBack(sheet: Sheet, [shade, body, shine]: Paper): string {
  return (
    fill(
      'M200 372C150 330 84 262 58 196L104 132L150 168L200 96L252 166L298 130L342 196C316 262 250 330 200 372Z',
      sheet.along(shade, body, shine),
    ) + line('M104 132L196 350M298 130L206 350M200 96L200 330', shade, 1, 'opacity=".35"')
  );
}

/** The sheets in front, folded over each other, and what sticks out below where they are tied. */
export function wrapFront(sheet: Sheet, [shade, body, shine]: Paper, sprigs = ''): string {
  return (
    fill('M200 366L168 446C190 436 212 436 234 446Z', sheet.along(shade, body)) +
    fill('M185 372L176 436M215 372L226 436', 'none') +
    fill('M342 200C322 262 262 334 208 374L194 372C196 330 232 276 342 200Z', sheet.across(body, shade)) +
    fill('M58 200C78 262 138 334 192 374L208 372C214 326 160 268 58 200Z', sheet.across(shine, body, shade)) +
    sprigs +
    fill(
      'M58 200C74 216 120 244 160 284C196 320 206 346 208 372L200 374C186 336 150 292 58 200Z',
      shine,
      'opacity=".55"',
    ) +
    line('M342 200C300 230 258 262 232 298', shine, 1.4, 'opacity=".7"')
  );
}

/** A bow of ribbon with two tails. */
export function bow(sheet: Sheet, x: number, y: number, [deep, middle, light]: Paper, size = 1): string {
  const loop = 'M0 0C-14 -26 -56 -32 -58 -8C-60 14 -20 14 0 0Z';
  return `<g transform="translate(${x} ${y}) scale(${size})">${
    fill('M-4 2C-16 30 -34 52 -44 76L-28 70L-20 84C-10 56 2 30 4 4Z', sheet.along(middle, deep)) +
    fill('M4 2C16 28 30 46 42 66L26 64L20 78C10 52 -2 28 -4 4Z', sheet.along(light, middle)) +
    fill(loop, sheet.across(middle, light, deep)) +
    `<g transform="scale(-1 1)">${fill(loop, sheet.across(light, middle, deep))}</g>` +
    line('M-10 -2C-24 -10 -40 -12 -48 -6M10 -2C24 -10 40 -12 48 -6', deep, 1.2, 'opacity=".5"') +
    fill('M-9 -9C-3 -12 5 -12 10 -8C12 0 10 7 7 10C1 12 -5 11 -9 8C-11 2 -11 -4 -9 -9Z', sheet.along(middle, light))
  }</g>`;
}

/** A woven basket with its handle behind; the handle is drawn apart. */
export function basket(sheet: Sheet): { handle: string; body: string } {
  const [dark, mid, light] = ['#8a5a2c', '#b98247', '#d9aa6c'];
  const rows = 6;
  const body = fill(
    'M92 292L308 292C304 350 296 400 284 428C240 438 160 438 116 428C104 400 96 350 92 292Z',
    sheet.across(dark, mid, light, mid, dark),
  );
  const weave = row(rows, (index) => {
    const y = 304 + index * 21;
    const inset = index * 4.2;
    const count = 12;
    const step = (216 - inset * 2) / count;
    return row(count, (column) => {
      const x = 92 + inset + step * column;
      const raised = (column + index) % 2 === 0;
      return `<rect x="${round(x + 1)}" y="${y}" width="${round(step - 2)}" height="16" rx="7" fill="${raised ? light : dark}" opacity="${raised ? 0.75 : 0.35}"/>`;
    });
  });
  const rim =
    `<rect x="82" y="282" width="236" height="20" rx="10" fill="${sheet.across(dark, light, mid)}"/>` +
    row(18, (index) => line(`M${92 + index * 12.6} 284L${98 + index * 12.6} 300`, dark, 2, 'opacity=".45"'));
  const handle =
    line('M96 290C80 70 320 70 304 290', mid, 15) +
    line('M96 290C80 70 320 70 304 290', light, 4, 'stroke-dasharray="10 9" opacity=".8"');
  return { handle, body: body + weave + rim };
}

/** A low round box: its lid lies behind, the front is drawn last. */
export function box(sheet: Sheet, [shade, body, shine]: Paper): { back: string; front: string } {
  return {
    back: `<ellipse cx="200" cy="270" rx="132" ry="46" fill="${shade}"/><ellipse cx="200" cy="272" rx="122" ry="38" fill="#5d4339" opacity=".5"/>`,
    front:
      fill('M68 270C70 310 330 310 332 270L326 400C322 440 78 440 74 400Z', sheet.across(shade, shine, body, shade)) +
      line('M68 271C70 311 330 311 332 271', shine, 2.5, 'opacity=".9"') +
      line('M78 404C84 438 316 438 322 404', shade, 2, 'opacity=".6"'),
  };
}

/** A glass vase with water; stems are seen through it. */
export function vase(sheet: Sheet, seen: string): string {
  const outline =
    'M150 262C152 300 132 330 130 372C128 416 150 438 200 438C250 438 272 416 270 372C268 330 248 300 250 262Z';
  return (
    fill(outline, sheet.pick('#dcecf0', '#6f8d96'), 'opacity=".55"') +
    seen +
    fill(
      'M139 322C160 314 240 314 261 322C268 338 271 356 270 372C272 416 250 438 200 438C150 438 128 416 130 372C131 354 134 338 139 322Z',
      sheet.along('#7fb2c4', '#bcdde6'),
      'opacity=".5"',
    ) +
    `<ellipse cx="200" cy="321" rx="61" ry="7" fill="#e9f6fa" opacity=".6"/>` +
    line(outline, sheet.pick('#8fb0ba', '#b7d0d8'), 2.4, 'opacity=".9"') +
    `<ellipse cx="200" cy="262" rx="50" ry="9" fill="none" stroke="${sheet.pick('#8fb0ba', '#cfe2e8')}" stroke-width="3"/>` +
    line('M148 340C144 366 146 392 156 410', '#ffffff', 6, 'opacity=".75"') +
    line('M246 342C250 356 252 366 252 378', '#ffffff', 3, 'opacity=".6"')
  );
}

/** A glazed pot. */
export function pot(sheet: Sheet, [shade, body, shine]: Paper): string {
  return (
    fill('M128 330L272 330L256 430C250 444 150 444 144 430Z', sheet.across(shade, shine, body, shade)) +
    `<rect x="118" y="314" width="164" height="26" rx="10" fill="${sheet.across(shade, shine, body, shade)}"/>` +
    `<ellipse cx="200" cy="317" rx="74" ry="8" fill="#5a4636"/>` +
    line('M134 372C170 384 230 384 266 372', shade, 2, 'opacity=".5"')
  );
}

/** An easel that carries a wreath. */
export function easel(sheet: Sheet): string {
  const wood = sheet.along('#7a5330', '#a97a4c');
  const leg = (d: string) => fill(d, wood);
  return (
    leg('M196 300L204 300L210 448L190 448Z') +
    leg('M150 250L160 250L112 452L98 452Z') +
    leg('M240 250L250 250L302 452L288 452Z') +
    `<rect x="120" y="372" width="160" height="10" rx="5" fill="${wood}"/>`
  );
}

/** Where a thing stands. */
export function ground(sheet: Sheet, width = 130, y = 442): string {
  return `<ellipse cx="200" cy="${y}" rx="${width}" ry="11" fill="${sheet.pick('#5a3f2c', '#000000')}" opacity="${sheet.pick('.14', '.4')}"/>`;
}

/** The wall behind: a tint, and an arch as of a shop window. */
export function backdrop(
  sheet: Sheet,
  tint: readonly [light: string, arch: string],
  dark: readonly [wall: string, arch: string],
): string {
  const [wall, arch] = sheet.mood === 'light' ? tint : dark;
  return (
    `<rect width="400" height="460" fill="${wall}"/>` +
    fill('M52 460L52 208C52 126 118 60 200 60C282 60 348 126 348 208L348 460Z', arch) +
    disc(318, 74, 5, sheet.pick('#ffffff', '#f2dfb8'), 'opacity=".6"') +
    disc(78, 108, 3.5, sheet.pick('#ffffff', '#f2dfb8'), 'opacity=".55"')
  );
}

/** A string tied around stems. */
export function string(x: number, y: number, width: number): string {
  return at(
    x,
    y,
    0,
    row(4, (index) =>
      line(
        `M${-width / 2} ${index * 4}Q0 ${index * 4 + 4} ${width / 2} ${index * 4}`,
        index % 2 === 0 ? '#c9a878' : '#a98556',
        3,
      ),
    ),
    line('M4 12C16 22 20 34 14 46M2 12C-8 24 -12 32 -10 40', '#b8935f', 2),
  );
}
