import { describe, expect, it } from '@jest/globals';
import { inWords } from '../src/faults-in-words.ts';
import { StartFault } from '../src/platform/runtime/start-fault.ts';

describe('a fault that people can mend', () => {
  it('says which setting to look at', () => {
    const fault = new StartFault('The data folder is in use.', { setting: 'data-dir' });
    expect(inWords(fault)).toBe('The data folder is in use. The setting is KKOTGIL_DATA_DIR.');
  });

  it('says only what it is where no setting is to blame', () => {
    expect(inWords(new StartFault('The disk is full.'))).toBe('The disk is full.');
    expect(inWords(new Error('The disk is full.'))).toBe('The disk is full.');
  });
});
