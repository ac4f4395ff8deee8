import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where the pictures go that the README shows, as `npm run pictures` says; null when nobody wants any. */
const FOLDER = process.env.KKOTGIL_PICTURES ?? null;
/** Good enough for letters, and a quarter of what a PNG takes. */
const QUALITY = 80;

/** Letters are there, and nothing moves any more. */
const AT_REST = `document.fonts.ready.then(() => {
  for (const moving of document.getAnimations()) {
    if (Number.isFinite(moving.effect?.getComputedTiming().endTime)) moving.finish();
    else moving.cancel();
  }
})`;

/** Takes a picture of what a window shows, if somebody wants pictures. */
export async function picture(name: string, page: Page): Promise<void> {
  if (FOLDER === null) return;
  await page.evaluate(AT_REST);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await session.detach();
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
}
