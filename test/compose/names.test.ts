import { expect, it } from '@jest/globals';
import { KEYRING_STREAM, OWN_STREAMS } from '../../src/compose/names.ts';

it('what logs on servers hold by the name of this program is found by that name for ever', () => {
  expect([OWN_STREAMS.nameStream, KEYRING_STREAM]).toEqual(['kkotgil-log', 'kkotgil-keys']);
});
