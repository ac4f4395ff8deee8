import type { Keyring } from '../../src/platform/eventstore/keyring/keyring.ts';

/** Destroys the key of the person with this phone, and answers with its id; `null` when there is none. */
export async function erase(keyring: Pick<Keyring, 'find' | 'destroy'>, phone: string): Promise<string | null> {
  const keyId = await keyring.find(phone);
  if (keyId !== null) await keyring.destroy(keyId);
  return keyId;
}
