import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Visitor } from './browser.ts';
import { staffComes } from './staff.ts';
import type { Stage } from './stage.ts';

export const TABLET = { width: 1180, height: 820 };

const WITHIN = { timeout: 15_000 };
/** For how long a press can be undone. */
const UNDO_MS = 5_000;
/** Counts the tones that a page plays. */
const COUNT_TONES = `globalThis.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...args) { globalThis.tones++; return start.apply(this, args); };`;

/** What the board plays for one order. */
export const TONES_OF_A_RING = 3;

/** A florist's window with the live board. Its tones are counted, and its time can be put forward. */
export class Board {
  readonly visitor: Visitor;
  readonly page: Page;

  private constructor(visitor: Visitor) {
    this.visitor = visitor;
    this.page = visitor.page;
  }

  /** Signs in, and opens the board. */
  static async opens({ browser, world }: Stage, locale = 'ko-KR'): Promise<Board> {
    const visitor = await staffComes(browser, world.app, 'florist', { viewport: TABLET, locale });
    await visitor.page.clock.install();
    await visitor.page.addInitScript(COUNT_TONES);
    const board = new Board(visitor);
    await visitor.page.goto('/shop');
    await board.isLive();
    return board;
  }

  readonly isLive = (): Promise<void> => this.page.locator('[data-state="live"]').waitFor(WITHIN);

  readonly card = (orderId: string): Locator => this.page.locator(`[data-card="${orderId}"]`);

  readonly shows = (orderId: string, column: string): Promise<void> =>
    this.page.locator(`[data-column="${column}"] [data-card="${orderId}"]`).waitFor(WITHIN);

  readonly isWithout = (orderId: string): Promise<void> => this.card(orderId).waitFor({ ...WITHIN, state: 'detached' });

  readonly says = (note: string): Promise<void> =>
    this.page.locator('.board-notes li', { hasText: note }).waitFor(WITHIN);

  /** How many tones it has played so far. */
  readonly tones = async (): Promise<number> => Number(await this.page.evaluate('globalThis.tones'));

  /** Presses a step that needs no reason. It waits to be sent. */
  readonly press = (orderId: string, step: string): Promise<void> =>
    this.card(orderId).locator(`[data-step="${step}"]`).first().click();

  /** Opens the reasons of a card, and presses one. It waits to be sent. */
  async pressReason(orderId: string, reason: string): Promise<void> {
    await this.card(orderId).locator('summary').click();
    await this.card(orderId).getByRole('button', { name: reason }).click();
  }

  /** Lets the time pass in which a press can be undone. */
  readonly undoIsOver = (): Promise<void> => this.page.clock.fastForward(UNDO_MS);

  /** Takes a step: presses, and lets it be sent. */
  async takes(orderId: string, step: string): Promise<void> {
    await this.press(orderId, step);
    await this.undoIsOver();
  }

  /** Takes a step that says why. */
  async takesFor(orderId: string, reason: string): Promise<void> {
    await this.pressReason(orderId, reason);
    await this.undoIsOver();
  }

  /** Loses the connection, and says so. */
  async losesConnection(): Promise<void> {
    await this.page.context().setOffline(true);
    await this.page.locator('[data-lost]').waitFor(WITHIN);
  }

  async findsConnection(): Promise<void> {
    await this.page.context().setOffline(false);
    await this.page.locator('[data-lost]').waitFor({ ...WITHIN, state: 'hidden' });
  }

  /** Fails when the page has complained of anything but answers that its tests bring about. */
  async leaves(): Promise<void> {
    expect(this.visitor.complaints.filter((each) => !/status of 409|status of 401/.test(each))).toEqual([]);
    await this.visitor.leaves();
  }
}
