import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { StaffRole } from '../../../src/accounts/account.ts';
import { createAccounts } from '../../../src/accounts/accounts.ts';
import { EmbeddedAccountStore } from '../../../src/accounts/embedded/account-file.ts';
import { deriveSecrets } from '../../../src/compose/secrets.ts';
import { systemIds, systemRandom } from '../../../src/platform/runtime/system.ts';
import { type App, SECRET } from './app.ts';
import { Visitor } from './browser.ts';

const TERMS = { idleMs: 3_600_000, longestMs: 3_600_000 };

/** A window in which one of the shop's people has signed in, by a link as the greeting shows it. */
export async function staffComes(
  browser: Browser,
  app: Pick<App, 'url' | 'dataDir' | 'clock'>,
  role: StaffRole,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const visitor = await Visitor.comes(browser, app.url, options);
  await visitor.page.goto(`/sign-in/${await linkFor(app, role)}`);
  return visitor;
}

async function linkFor({ dataDir, clock }: Pick<App, 'dataDir' | 'clock'>, role: StaffRole): Promise<string> {
  const store = new EmbeddedAccountStore(join(dataDir, 'accounts.db'));
  const key = deriveSecrets(SECRET).accounts;
  const accounts = createAccounts({
    store,
    key,
    random: systemRandom,
    clock,
    ids: systemIds,
    terms: TERMS,
  });
  try {
    const account = await accounts.people.named(role);
    if (account === null) throw new Error(`there is no ${role}`);
    return await accounts.signIn.makeLink(account.accountId);
  } finally {
    await store.close();
  }
}
