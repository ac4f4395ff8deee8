import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/**
 * What a browser must not have in a test. Of two such lists only the last one counts, so Playwright's own stands here, too, as far as it
 * concerns us. The last three cost every window processor time for what nobody sees: two pages for its address bar, and a process in reserve.
 */
const WITHOUT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'SpareRendererForSitePerProcess',
];
/** What a browser must not do in a test: keep to a sandbox that a container has not, draw by a GPU, talk to its maker. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${WITHOUT.join(',')}`,
];

/** Axe as it goes into a page: without what only people read, which is more than half of it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Why no browser can be driven here; null when one can. */
export const browserMissing = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM} (Debian’s package chromium)`;

/** Starts a browser, on a profile of its own. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

export const PHONE = { width: 390, height: 844 };
export const SMALLEST = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 900 };

/** Brings to its end whatever moves and does not go on for ever. */
const SETTLED = `for (const moving of document.getAnimations())
  if (Number.isFinite(moving.effect?.getComputedTiming().endTime)) moving.finish();`;
/** For windows that stand open for long: what moves on a page without end is drawn sixty times a second, and says nothing. */
export const AT_REST = { reducedMotion: 'reduce' } as const;

/**
 * The appearances in which a state is looked at: in the usual run the one whose turn it is, so that all come up over the states of a
 * page; each of them with `npm run test:looks`.
 */
export function looksOf<Appearance>(all: readonly Appearance[], turn: number): readonly Appearance[] {
  return process.env.KKOTGIL_TEST_LOOKS === 'all' ? all : all.slice(turn % all.length, (turn % all.length) + 1);
}

/** Somebody with a browser window: what went wrong in it is kept. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Whatever the page complained of: refused by its policy, thrown by a script, not found. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (line) => {
      // That a connection is gone is what some tests are about.
      if (line.type() === 'error' && !/net::ERR_/.test(line.text())) this.complaints.push(line.text());
    });
  }

  static async comes(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: url, viewport: PHONE, locale: 'ko-KR', ...options });
    return new Visitor(context, await context.newPage());
  }

  async leaves(): Promise<void> {
    await this.context.close();
  }

  /** What axe finds wrong with the page as it stands, in words. */
  readonly findings = async (): Promise<string[]> => {
    // What is only just coming in is still pale.
    await this.page.evaluate(SETTLED);
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate(async () => {
      const { axe: there } = globalThis as unknown as { axe: typeof axe };
      // What is found good is much, and nobody reads it.
      return (await there.run({ resultTypes: ['violations'] })).violations;
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} (${failureSummary ?? ''})`),
    );
  };

  /** By how many pixels the page is wider than its window. */
  readonly overflow = (): Promise<number> =>
    this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
