import { accountStoreContract } from '../accounts/account-store.contract.ts';
import { MemoryAccountStore } from './memory-account-store.ts';

accountStoreContract('the account store of the tests', async () => {
  const store = new MemoryAccountStore();
  return { open: async () => store, dispose: async () => undefined };
});
