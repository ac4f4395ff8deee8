import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstMenu } from '../../src/compose/first-menu.ts';
import { drawPictures } from '../../web/drawing/pictures.ts';

const FOLDER = join(import.meta.dirname, '../../web/assets/flowers');

describe('the pictures', () => {
  const drawn = drawPictures();

  it('that are served are those that are drawn (npm run draw)', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...drawn.keys()].sort());
    for (const [name, svg] of drawn)
      expect([name, readFileSync(join(FOLDER, name), 'utf8') === svg]).toEqual([name, true]);
  });

  it('show everything on the first menu, for light and for dark', () => {
    for (const [menuItemId] of firstMenu) {
      expect([...drawn.keys()]).toEqual(expect.arrayContaining([`${menuItemId}.svg`, `${menuItemId}-dark.svg`]));
    }
  });

  it('hold nothing that a strict policy would refuse', () => {
    for (const [name, svg] of drawn)
      expect([name, /<style|<script|style=|\son\w+=|href="(?!#)/.test(svg)]).toEqual([name, false]);
  });
});
