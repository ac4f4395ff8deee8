import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeUnless } from '../../support/unless.ts';
import { browserMissing, openBrowser } from './browser.ts';
import type { WallClock } from './wall-clock.ts';
import { World } from './world.ts';

/** What tests in a browser play on; it stands from their first hook on. */
export interface Stage {
  readonly world: World;
  readonly browser: Browser;
}

/**
 * Declares tests that look at a whole shop in a browser: all of them get the same two. Skipped, and said so, where there is no browser.
 * @param clock where the shop and the outside systems see the time, if not on the machine’s own. It is removed in the end.
 */
export function describeInBrowser(what: string, tests: (stage: Stage) => void, clock?: WallClock): void {
  describeUnless(browserMissing, what, () => {
    const stage: { world?: World; browser?: Browser } = {};
    beforeAll(async () => {
      stage.world = await World.start({}, clock);
      stage.browser = await openBrowser();
    }, 60_000);
    afterAll(async () => {
      await stage.browser?.close();
      await stage.world?.stop();
      clock?.remove();
    }, 30_000);
    tests(stage as Stage);
  });
}
