import {
  BLUSH,
  bud,
  CORAL,
  CREAM,
  carnation,
  cornflower,
  daisy,
  freesia,
  gerbera,
  hydrangea,
  LILAC,
  lavender,
  lily,
  orchid,
  PINK,
  poppy,
  RED,
  rose,
  type Shades,
  sunflower,
  tulip,
  YELLOW,
} from './blossoms.ts';
import { blade, eucalyptus, frond, leaf, stems } from './leaves.ts';
import { at, disc, fill, line, row, type Sheet, scattered } from './sheet.ts';
import {
  backdrop,
  basket,
  bow,
  box,
  easel,
  ground,
  KRAFT,
  NEWSPRINT,
  pot,
  ROSE_PAPER,
  SAGE,
  string,
  vase,
  WHITE_PAPER,
  wrapBack,
  wrapFront,
} from './vessels.ts';

/** A bouquet: its wall, and what stands before it. */
export interface Arrangement {
  readonly wall: (sheet: Sheet) => string;
  readonly draw: (sheet: Sheet) => string;
}

type Spot = readonly [x: number, y: number, size: number];
const BLUES: readonly Shades[] = [
  ['#4a5fa8', '#7f95d6', '#c2cff3'],
  ['#6a55a6', '#9f8bd0', '#d6ccf0'],
  ['#3f7aa6', '#79b1d3', '#c3e2f0'],
];

/** Leaves that show around the flowers of a wrapped bouquet. */
function collar(one: (turn: number) => string, turns: readonly number[]): string {
  return turns.map((turn) => at(200, 232, turn, one(turn))).join('');
}

const roses: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#f6e3df', '#fbf0ec'], ['#2b1a1c', '#3a2326']),
  draw: (sheet) => {
    const spots: readonly Spot[] = [
      [200, 96, 42],
      [142, 116, 41],
      [258, 116, 41],
      [98, 164, 39],
      [302, 164, 39],
      [172, 156, 45],
      [232, 158, 44],
      [130, 202, 43],
      [270, 202, 43],
      [200, 208, 48],
      [160, 250, 41],
      [242, 250, 41],
      [200, 276, 38],
    ];
    return (
      ground(sheet, 90) +
      wrapBack(sheet, KRAFT) +
      collar(() => leaf(sheet, 172, 40), [-58, -36, -16, 14, 36, 58]) +
      spots
        .map(([x, y, r], index) =>
          at(x, y, index * 41, rose(sheet, r, index % 5 === 3 ? ['#6a0c22', '#a81f38', '#d9546b'] : RED)),
        )
        .join('') +
      wrapFront(sheet, KRAFT) +
      bow(sheet, 200, 372, ['#8c1f33', '#c8465a', '#ee98a3'], 0.9)
    );
  },
};

const tulips: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#fbe9d8', '#fdf5ea'], ['#2a2119', '#3a2e22']),
  draw: (sheet) => {
    const blooms: readonly (readonly [...Spot, number, Shades])[] = [
      [200, 150, 76, 0, PINK],
      [150, 160, 72, -9, YELLOW],
      [250, 160, 72, 9, LILAC],
      [106, 188, 68, -19, CORAL],
      [294, 188, 68, 19, BLUSH],
      [176, 206, 78, -5, LILAC],
      [228, 208, 78, 6, CORAL],
      [130, 230, 74, -15, PINK],
      [270, 230, 74, 15, YELLOW],
      [200, 256, 80, 0, BLUSH],
      [164, 278, 72, -8, YELLOW],
      [238, 280, 72, 8, PINK],
    ];
    return (
      ground(sheet, 90) +
      wrapBack(sheet, WHITE_PAPER) +
      at(190, 300, -22, blade(sheet, 218, -26, 20)) +
      at(214, 300, 24, blade(sheet, 214, 30, 20)) +
      at(176, 300, -36, blade(sheet, 190, -14, 18)) +
      at(224, 300, 36, blade(sheet, 190, 14, 18)) +
      at(200, 290, 4, blade(sheet, 226, 18, 18)) +
      blooms
        .map(
          ([x, y, h, turn, shades]) =>
            line(`M${x} ${y - 4}Q${(x + 200) / 2} ${(y + 330) / 2} 200 350`, '#7da263', 5) +
            at(x, y, turn, tulip(sheet, h, shades)),
        )
        .join('') +
      wrapFront(sheet, WHITE_PAPER) +
      bow(sheet, 200, 372, ['#d2825a', '#f0b48d', '#fbdcc3'], 0.9)
    );
  },
};

const sunflowers: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#e9eee2', '#f5f7ee'], ['#1c221b', '#283126']),
  draw: (sheet) => {
    const spots: readonly Spot[] = [
      [200, 116, 60],
      [116, 150, 54],
      [284, 150, 54],
      [160, 202, 62],
      [248, 206, 60],
      [96, 232, 44],
      [304, 232, 44],
      [204, 272, 54],
    ];
    return (
      ground(sheet, 90) +
      wrapBack(sheet, SAGE) +
      collar(() => eucalyptus(sheet, 206, 8), [-56, -34, -12, 12, 34, 56]) +
      collar(() => leaf(sheet, 150, 34), [-46, 0, 46]) +
      spots.map(([x, y, r], index) => at(x, y, index * 33, sunflower(sheet, r))).join('') +
      at(128, 296, -50, eucalyptus(sheet, 84, 5)) +
      at(276, 296, 50, eucalyptus(sheet, 84, 5)) +
      wrapFront(sheet, SAGE) +
      bow(sheet, 200, 372, ['#7d5b2c', '#b98b4c', '#e3c48c'], 0.9)
    );
  },
};

const hydrangeas: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#e3e8f4', '#f1f4fb'], ['#181d2b', '#232a3d']),
  draw: (sheet) => {
    const { handle, body } = basket(sheet);
    const small: readonly Spot[] = [
      [104, 268, 15],
      [300, 266, 15],
      [200, 278, 16],
      [158, 276, 13],
      [244, 276, 13],
      [86, 240, 11],
      [318, 240, 11],
    ];
    return (
      ground(sheet, 118) +
      handle +
      [-66, -44, -20, 20, 44, 66].map((turn) => at(200, 286, turn, leaf(sheet, 150, 44))).join('') +
      at(132, 196, 0, hydrangea(sheet, 66, BLUES)) +
      at(270, 194, 0, hydrangea(sheet, 64, [BLUES[1] as Shades, BLUES[0] as Shades, PINK])) +
      at(202, 152, 0, hydrangea(sheet, 66, [BLUES[2] as Shades, BLUES[0] as Shades])) +
      at(202, 238, 0, hydrangea(sheet, 62, BLUES)) +
      at(90, 282, -64, leaf(sheet, 60, 22)) +
      at(312, 282, 64, leaf(sheet, 60, 22)) +
      small.map(([x, y, r]) => at(x, y, x, daisy(sheet, r))).join('') +
      body +
      bow(sheet, 200, 300, ['#5566a8', '#94a4dc', '#cdd7f5'], 0.8)
    );
  },
};

const freesias: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#f8efce', '#fdf8e6'], ['#272313', '#37321c']),
  draw: (sheet) => {
    const tie = [200, 330] as const;
    const sprays = [-40, -25, -12, 0, 13, 26, 41];
    const spray = (turn: number, index: number) =>
      at(
        200,
        328,
        turn,
        line('M0 0Q6 -90 0 -196', '#5f8c4a', 3.4) +
          row(3, (step) => at(2 + step * 4, -196 - step * 13, 20 + step * 22, bud(sheet, 17 - step * 3, YELLOW))) +
          row(3, (step) =>
            at(
              step % 2 === 0 ? -15 : 16,
              -176 + step * 30,
              step % 2 === 0 ? -34 : 32,
              freesia(sheet, 23 + step * 2.4, index % 3 === 1 ? CREAM : YELLOW),
            ),
          ),
      );
    return (
      ground(sheet, 64) +
      stems(
        tie,
        [
          [160, 440],
          [178, 444],
          [194, 446],
          [210, 446],
          [226, 443],
          [242, 438],
        ],
        '#5f8c4a',
        5,
      ) +
      [-52, -30, 30, 52].map((turn) => at(200, 326, turn, blade(sheet, 190, turn * 0.4, 13))).join('') +
      [0, 6, 1, 5, 2, 4, 3].map((index) => spray(sprays[index] as number, index)).join('') +
      string(200, 326, 34)
    );
  },
};

const carnations: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#f9e2e6', '#fdf1f2'], ['#2a191f', '#3a232b']),
  draw: (sheet) => {
    const { back, front } = box(sheet, ROSE_PAPER);
    const spots: readonly (readonly [...Spot, Shades])[] = [
      [200, 136, 44, PINK],
      [140, 154, 42, RED],
      [262, 154, 42, CORAL],
      [96, 200, 40, PINK],
      [306, 200, 40, RED],
      [172, 192, 46, CORAL],
      [232, 192, 46, PINK],
      [126, 244, 44, BLUSH],
      [276, 244, 44, BLUSH],
      [200, 246, 48, RED],
      [88, 264, 32, CORAL],
      [314, 264, 32, PINK],
      [160, 286, 40, PINK],
      [242, 286, 40, CORAL],
    ];
    return (
      ground(sheet, 134, 440) +
      back +
      [-70, -50, -28, -8, 12, 30, 52, 70]
        .map((turn) => at(200, 280, turn, leaf(sheet, 158, 22, ['#3d6b57', '#6d9a80', '#a4c3ac'])))
        .join('') +
      spots.map(([x, y, r, shades], index) => at(x, y, index * 17, carnation(sheet, r, shades))).join('') +
      front +
      bow(sheet, 200, 350, ['#a34b5d', '#d98895', '#f6cfd2'], 1.15)
    );
  },
};

const lilies: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#dfe9e1', '#eef4ee'], ['#17201b', '#212e27']),
  draw: (sheet) =>
    ground(sheet, 80) +
    [-34, -14, 12, 34].map((turn) => at(200, 270, turn, leaf(sheet, 196, 24))).join('') +
    at(112, 214, -30, bud(sheet, 54, ['#93a962', '#d6dcae', '#f8f5e4'])) +
    at(300, 196, 34, bud(sheet, 60, ['#93a962', '#d6dcae', '#f8f5e4'])) +
    line('M200 300Q176 250 112 214M200 300Q240 240 300 196M200 300L200 130', '#5c8a56', 4) +
    at(200, 108, 8, lily(sheet, 84)) +
    at(128, 168, -34, lily(sheet, 78)) +
    at(276, 178, 40, lily(sheet, 76)) +
    at(204, 222, 12, lily(sheet, 70)) +
    vase(
      sheet,
      stems(
        [200, 256],
        [
          [166, 424],
          [188, 430],
          [212, 430],
          [236, 424],
        ],
        '#5c8a56',
        5,
      ),
    ),
};

const orchids: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#f0e4f0', '#f8f1f8'], ['#241a28', '#332539']),
  draw: (sheet) => {
    const left: readonly Spot[] = [
      [112, 190, 36],
      [148, 138, 40],
      [196, 104, 42],
      [84, 246, 29],
    ];
    const right: readonly Spot[] = [
      [262, 124, 38],
      [304, 172, 36],
      [240, 192, 34],
      [326, 226, 28],
    ];
    return (
      ground(sheet, 92) +
      at(196, 316, -52, blade(sheet, 118, -44, 36)) +
      at(206, 316, 52, blade(sheet, 122, 44, 36)) +
      at(198, 316, -14, blade(sheet, 96, -30, 34)) +
      line('M192 318C186 250 192 150 190 96C180 84 120 120 74 262', '#56794a', 4.5) +
      line('M208 318C216 240 214 140 240 110C290 88 326 150 334 244', '#56794a', 4.5) +
      line('M198 318L196 150', '#b38b5a', 3, 'opacity=".7"') +
      at(72, 276, 200, bud(sheet, 18, PINK)) +
      at(67, 296, 196, bud(sheet, 13, PINK)) +
      at(334, 256, 165, bud(sheet, 18, PINK)) +
      at(338, 276, 172, bud(sheet, 13, PINK)) +
      left.map(([x, y, r], index) => at(x, y, -16 + index * 6, orchid(sheet, r))).join('') +
      right.map(([x, y, r], index) => at(x, y, 12 - index * 4, orchid(sheet, r))).join('') +
      at(200, 318, -30, blade(sheet, 74, -26, 30)) +
      at(204, 318, 34, blade(sheet, 70, 28, 30)) +
      pot(sheet, ['#8f8b9a', '#c9c5d2', '#f0edf4'])
    );
  },
};

const wildflowers: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#e6ecd9', '#f3f6e9'], ['#1b2016', '#272e1f']),
  draw: (sheet) =>
    ground(sheet, 90) +
    wrapBack(sheet, NEWSPRINT) +
    collar(() => leaf(sheet, 190, 18), [-56, -24, 8, 40]) +
    collar(() => frond(sheet, 176, 9), [-42, 56]) +
    [
      [-46, 176],
      [-30, 208],
      [-8, 224],
      [16, 214],
      [32, 204],
      [50, 172],
    ]
      .map(([turn = 0, length = 0]) => at(200, 300, turn, lavender(sheet, length)))
      .join('') +
    at(148, 132, 0, poppy(sheet, 34)) +
    at(258, 140, 30, poppy(sheet, 32)) +
    at(200, 104, 0, cornflower(sheet, 28)) +
    at(104, 176, 0, daisy(sheet, 32)) +
    at(298, 182, 0, cornflower(sheet, 28)) +
    at(178, 176, 0, daisy(sheet, 34)) +
    at(236, 194, 0, daisy(sheet, 32)) +
    at(134, 222, 12, cornflower(sheet, 27)) +
    at(272, 236, 60, poppy(sheet, 29, PINK)) +
    at(190, 238, 0, poppy(sheet, 34, YELLOW)) +
    at(228, 270, 0, cornflower(sheet, 24)) +
    at(152, 268, 0, daisy(sheet, 27)) +
    at(86, 218, 0, poppy(sheet, 22, YELLOW)) +
    at(318, 226, 0, daisy(sheet, 21)) +
    wrapFront(
      sheet,
      NEWSPRINT,
      row(7, (index) =>
        line(`M${92 + index * 9} ${262 + index * 12}l${34 - index * 2} ${20 - index}`, '#8d8678', 1.6, 'opacity=".4"'),
      ),
    ) +
    string(200, 362, 30),
};

const wreath: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#f7e7d4', '#fcf3e7'], ['#291f17', '#392c21']),
  draw: (sheet) => {
    const [x, y, r] = [200, 186, 96];
    const around = (count: number, radius: number, start: number, each: (index: number) => string) =>
      row(count, (index) => {
        const angle = ((start + (360 / count) * index) * Math.PI) / 180;
        return at(
          x + radius * Math.sin(angle),
          y - radius * Math.cos(angle),
          start + (360 / count) * index,
          each(index),
        );
      });
    const kinds: readonly Shades[] = [RED, YELLOW, PINK, CREAM, CORAL];
    return (
      ground(sheet, 126, 450) +
      easel(sheet) +
      around(24, r + 18, 0, () => frond(sheet, 50, 6)) +
      around(22, r - 22, 4, () => at(0, 0, 180, leaf(sheet, 38, 12))) +
      around(13, r + 22, 8, (index) => carnation(sheet, 25, kinds[(index * 2) % 5] as Shades)) +
      around(12, r - 14, 0, (index) => rose(sheet, 23, kinds[(index + 1) % 5] as Shades)) +
      around(10, r + 3, 14, (index) => gerbera(sheet, 30, kinds[(index * 3 + 2) % 5] as Shades)) +
      scattered(16, 20)
        .map((spot, index) =>
          disc(
            x + (r + 4) * Math.sin(index * 0.393),
            y - (r + 4) * Math.cos(index * 0.393) + spot.y * 0.3,
            3,
            '#fffdf4',
          ),
        )
        .join('') +
      fill('M176 296L146 438L170 430L184 442L204 300Z', sheet.across('#f3dfe0', '#ffffff', '#e9c6c9')) +
      fill('M224 296L254 438L230 430L216 442L196 300Z', sheet.across('#ffffff', '#f3dfe0')) +
      line(
        'M166 350L178 352M162 372L176 374M158 394L172 396M234 350L222 352M238 372L224 374M242 394L228 396',
        '#b4434f',
        3,
        'opacity=".75"',
      ) +
      bow(sheet, 200, 290, ['#a3303f', '#d45462', '#f19da5'], 1.25)
    );
  },
};

const anyFlowers: Arrangement = {
  wall: (sheet) => backdrop(sheet, ['#efe7dc', '#f8f3ec'], ['#221d18', '#302a23']),
  draw: (sheet) =>
    ground(sheet, 80) +
    [-44, -22, 20, 42].map((turn) => at(200, 268, turn, eucalyptus(sheet, 176, 7))).join('') +
    [-30, 0, 28].map((turn) => at(200, 268, turn, leaf(sheet, 150, 26))).join('') +
    at(200, 118, 0, rose(sheet, 54, BLUSH)) +
    at(122, 164, 20, rose(sheet, 50, CREAM)) +
    at(280, 162, 50, rose(sheet, 50, PINK)) +
    at(104, 226, 0, daisy(sheet, 28)) +
    at(302, 222, 0, daisy(sheet, 28)) +
    at(164, 208, 0, daisy(sheet, 36)) +
    at(240, 206, 0, carnation(sheet, 46, CORAL)) +
    at(158, 246, 30, carnation(sheet, 32, PINK)) +
    at(206, 248, 0, rose(sheet, 42, BLUSH)) +
    at(252, 252, 0, daisy(sheet, 24)) +
    vase(
      sheet,
      stems(
        [200, 258],
        [
          [168, 424],
          [190, 430],
          [212, 430],
          [234, 424],
        ],
        '#5c8a56',
        5,
      ),
    ),
};

/** The pictures of the first menu by its ids, and one for all else. */
export const arrangements: Readonly<Record<string, Arrangement>> = {
  'rose-bouquet': roses,
  'tulip-bouquet': tulips,
  'sunflower-bunch': sunflowers,
  'hydrangea-basket': hydrangeas,
  'freesia-posy': freesias,
  'carnation-box': carnations,
  'lily-vase': lilies,
  'orchid-pot': orchids,
  'wildflower-wrap': wildflowers,
  'celebration-wreath': wreath,
  'any-flowers': anyFlowers,
};
