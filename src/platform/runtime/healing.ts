import type { Logger } from './logger.ts';

/** What a store that can be made anew does when it finds itself damaged. */
export interface Healing {
  /** Moves the file out of the way, so that somebody can look at it; its new name, or null when that can't be. */
  setAside(): string | null;
  /** Tells operators. */
  told: Logger['error'];
}

/** Nobody moves a damaged file away: every call to it fails. */
export const noHealing: Healing = { setAside: () => null, told: () => undefined };
