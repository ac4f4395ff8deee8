import { describe, expect, it } from '@jest/globals';
import { WAITS } from '../../src/processes/operator-words.ts';
import { views } from '../../src/projections/views.ts';
import { opsTexts } from '../../web/texts/ops/texts.ts';

describe.each(['ko', 'en'] as const)('the words for operators (%s)', (locale) => {
  it('name everything that an order may wait for, and say what to do', () => {
    expect(Object.keys(opsTexts[locale].processes.waits).sort()).toEqual(Object.keys(WAITS).sort());
  });

  it('name every view, and say what it is for', () => {
    expect(Object.keys(opsTexts[locale].views.names).sort()).toEqual(views.map(({ name }) => name).sort());
  });
});
