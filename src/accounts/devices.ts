import type { SignedSecrets } from './signed-secrets.ts';

/** People who share a device, such as the tablet on the counter; whoever was there longest ago goes first. */
const MAX_PEOPLE = 6;
const SEPARATOR = '.';

/**
 * What a browser keeps to be known again by whom it was used before. It opens nothing: it only keeps who guesses from elsewhere, or beside
 * it, from standing in the way of its people.
 */
export class Devices {
  readonly #secrets: SignedSecrets;

  constructor(secrets: SignedSecrets) {
    this.#secrets = secrets;
  }

  /** By what tries of this person at this device are counted; null when they have never signed in there. */
  keyOf(kept: string, accountId: string): string | null {
    for (const secret of split(kept)) {
      const digest = this.#secrets.digestOf(kindOf(accountId), secret);
      if (digest !== null) return digest;
    }
    return null;
  }

  /** What the browser keeps once this person has signed in. */
  add(kept: string, accountId: string): string {
    if (this.keyOf(kept, accountId) !== null) return kept;
    return [this.#secrets.make(kindOf(accountId)), ...split(kept)].slice(0, MAX_PEOPLE).join(SEPARATOR);
  }
}

function split(kept: string): string[] {
  return kept.split(SEPARATOR, MAX_PEOPLE).filter((secret) => secret !== '');
}

function kindOf(accountId: string): string {
  return `device ${accountId}`;
}
