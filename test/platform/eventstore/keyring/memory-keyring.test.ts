import { MemoryKeyring } from '../../../support/memory-keyring.ts';
import { keyringContract } from '../../contracts/keyring.contract.ts';

// The tests of the codec stand on it, so it has to be a keyring as well.
keyringContract('the keyring of the tests', async () => {
  const keyring = new MemoryKeyring();
  return { open: async () => keyring, dispose: async () => undefined };
});
