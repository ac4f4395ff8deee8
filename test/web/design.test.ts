import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { designPage } from '../../web/pages/design.ts';
import { texts } from '../../web/texts/texts.ts';
import { pageContext } from './support/strangers.ts';

const STYLES = join(import.meta.dirname, '../../web/assets/styles');
const rulesOf = (sheet: string) => readFileSync(join(STYLES, `${sheet}.css`), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');

it.each(['ko', 'en'] as const)(
  'the design page shows every component that pages are put together from (%s)',
  (locale) => {
    const page = designPage({ ...pageContext, locale, t: texts[locale] });
    const shown = new Set([...page.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
    const ruled = new Set([...rulesOf('components').matchAll(/\.([a-z][a-z-]*)/g)].map(([, name = '']) => name));

    expect([...ruled].filter((name) => !shown.has(name))).toEqual([]);
  },
);

it('the design page shows every colour', () => {
  const page = designPage(pageContext);
  const colours = [...rulesOf('tokens').matchAll(/--([a-z-]+): #/g)].map(([, name = '']) => name);

  expect([...new Set(colours)].filter((name) => !page.includes(`swatch-${name}"`))).toEqual([]);
});
