import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DESK, looksOf, PHONE, SMALLEST, type Visitor } from './support/browser.ts';
import { staffComes } from './support/staff.ts';
import { describeInBrowser } from './support/stage.ts';

async function fill(page: Page, form: string, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`${form} [name="${name}"]`).fill(value);
  await page.locator(`${form} button[type="submit"]`).last().click();
}

/** Every state of the pages about the shop's people. */
const STATES: readonly (readonly [name: string, path: string, enter?: (page: Page) => Promise<unknown>])[] = [
  ['the account', '/shop/account'],
  ['everybody', '/ops/people', (page) => page.locator('summary').first().click()],
  [
    'somebody who can’t be added',
    '/ops/people',
    (page) => fill(page, 'form[action="/ops/people"]', { name: 'a b', password: 'short' }),
  ],
  [
    'a password that can’t be changed',
    '/shop/account',
    (page) =>
      fill(page, 'form[action="/shop/account/password"]', { next: 'one of the new ones', again: 'another one' }),
  ],
  ['somebody who was added', '/ops/people?done=added'],
];

describeInBrowser('the pages about the shop’s people, looked at', (stage) => {
  /** Light in Korean, and dark in English. */
  const visitors = async (role: 'florist' | 'operator'): Promise<readonly Visitor[]> => [
    await staffComes(stage.browser, stage.world.app, role, { colorScheme: 'light', locale: 'ko-KR' }),
    await staffComes(stage.browser, stage.world.app, role, { colorScheme: 'dark', locale: 'en-GB' }),
  ];

  async function looksRight({ page, findings, overflow }: Visitor): Promise<void> {
    expect(await findings()).toEqual([]);
    for (const window of [SMALLEST, PHONE, DESK]) {
      await page.setViewportSize(window);
      expect([window.width, await overflow()]).toEqual([window.width, 0]);
    }
  }

  it('axe finds nothing and nothing is too wide, in any state', async () => {
    const all = await visitors('operator');
    for (const [turn, [, path, enter]] of STATES.entries()) {
      for (const visitor of looksOf(all, turn)) {
        await visitor.page.goto(path);
        await enter?.(visitor.page);
        await looksRight(visitor);
      }
    }
  }, 120_000);

  it('and so when somebody signs in, in vain, too often, or where they may not', async () => {
    for (const visitor of looksOf(await visitors('florist'), 1)) {
      const { page } = visitor;
      await page.goto('/ops');
      await looksRight(visitor);
      await page.locator('form[action="/shop/logout"] button, form[action="/ops/logout"] button').click();
      await page.waitForURL(/word=out/);
      await looksRight(visitor);
      for (let tries = 0; tries < 6; tries++) {
        await fill(page, 'form', { name: 'nobody', password: 'nothing that is right' });
        if (tries === 0) await looksRight(visitor);
      }
      await looksRight(visitor);
      expect(visitor.complaints.filter((each) => !/status of 4(01|03|29)/.test(each))).toEqual([]);
    }
  }, 120_000);
});
