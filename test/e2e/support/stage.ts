import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeUnless } from '../../support/unless.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { World } from './world.ts';

/** What tests in a browser play on; it stands from their first hook on. */
export interface Stage {
  readonly world: World;
  readonly browser: Browser;
}

/**
 * Declares tests that look at a whole shop in a browser: all of them get the same two. Skipped, and said so, where there is no browser.
 * @param env of the app, on top of what every test uses.
 */
export function describeInBrowser(
  what: string,
  tests: (stage: Stage) => void,
  env: Readonly<Record<string, string>> = {},
): void {
  describeUnless(browserMissing, what, () => {
    const stage: { world?: World; browser?: Browser } = {};
    beforeAll(async () => {
      stage.world = await World.start(env);
      stage.browser = await openBrowser();
    }, 60_000);
    afterAll(async () => {
      await stage.browser?.close();
      await stage.world?.stop();
    }, 30_000);
    tests(stage as Stage);
  });
}
