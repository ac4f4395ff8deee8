import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { AT_REST, Visitor } from './browser.ts';
import { eventually } from './client.ts';
import type { Stage } from './stage.ts';

const WITHIN = { timeout: 15_000 };

/** Each is another customer, whose orders and messages nobody else has. */
let customers = 0;

export interface CustomerOptions {
  readonly locale?: string;
  /** False for a browser without scripts. */
  readonly scripts?: boolean;
  /** So many pixels of the phone for each of the page's. */
  readonly deviceScaleFactor?: number;
}

/** Somebody who orders at a phone. Where no script renews a page, they look again. */
export class Customer {
  readonly visitor: Visitor;
  readonly page: Page;
  readonly scripts: boolean;
  /** Their own number, as they write it. */
  readonly phone: string;

  private constructor(visitor: Visitor, scripts: boolean) {
    this.visitor = visitor;
    this.page = visitor.page;
    this.scripts = scripts;
    this.phone = `010${String(4_000_0001 + customers++)}`;
  }

  static async comes(
    { browser, world }: Stage,
    { locale = 'ko-KR', scripts = true, deviceScaleFactor = 1 }: CustomerOptions = {},
  ): Promise<Customer> {
    const options = { ...AT_REST, locale, javaScriptEnabled: scripts, deviceScaleFactor, hasTouch: true };
    return new Customer(await Visitor.comes(browser, world.app.url, options), scripts);
  }

  /** Their number as the outside systems write it. */
  get number(): string {
    return `+82${this.phone.slice(1)}`;
  }

  /** Comes by the shop window, chooses roses, and fills the form in, for themselves and as soon as possible. */
  async fillsIn(token = 'sim_ok'): Promise<void> {
    const { page } = this;
    await page.goto('/');
    await page.locator('a[href="/order?item=rose-bouquet"]').click();
    await page.locator('#customerName').fill('이지은');
    await page.locator('#customerPhone').fill(this.phone);
    await page.locator('#self').check();
    await page.locator('#address').fill('서울시 강남구 테헤란로 123');
    await page.locator('#cardMessage').fill('생일 축하해!');
    await page.locator('#cardFrom').fill('지은');
    await this.paysBy(token);
  }

  readonly paysBy = (token: string): Promise<void> =>
    this.page.locator(`input[name="token"][value="${token}"]`).press('Space');

  readonly sends = (): Promise<void> => this.page.locator('.bar .button-strong').click();

  /** Sends the form, and answers with the order whose page it leads to. */
  async orders(): Promise<string> {
    await this.sends();
    await this.page.waitForURL(/\/o\//).catch(async ({ message }: Error) => {
      throw new Error(`${message}\nThe page says: ${await this.page.locator('main').innerText()}`);
    });
    return (await this.page.locator('[data-order]').getAttribute('data-order')) ?? '';
  }

  /** Waits until their page shows it. */
  async sees(what: Locator): Promise<void> {
    if (this.scripts) return what.waitFor(WITHIN);
    await eventually(`the page shows ${what}`, async () => {
      if (await what.isVisible()) return { done: undefined };
      await this.page.goto(this.page.url());
      return { not: await this.page.locator('main').innerText() };
    });
  }

  readonly seesStatus = (status: string): Promise<void> => this.sees(this.page.locator(`[data-status="${status}"]`));

  /** Fails when a page has complained of anything but an answer that it came too late. */
  async leaves(): Promise<void> {
    expect(this.visitor.complaints.filter((each) => !/status of 409/.test(each))).toEqual([]);
    await this.visitor.leaves();
  }
}
