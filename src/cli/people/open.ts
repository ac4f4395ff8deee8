import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountStore } from '../../accounts/account-store.ts';
import { PROGRAM } from '../../compose/names.ts';
import { readSettings } from '../../config.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';

/**
 * Opens the accounts of the shop that the environment names, whether it runs or not.
 * @param dataDir the data folder of an embedded shop, in place of KKOTGIL_DATA_DIR.
 * @throws StartFault when there is no such shop; BadConfig; StoreUnavailable
 */
export async function openAccounts(dataDir: string | undefined): Promise<AccountStore> {
  const settings = readSettings(process.env, ['KKOTGIL_STORE', 'KKOTGIL_DATA_DIR', 'MONGODB_URL', 'MONGODB_DATABASE']);
  const { MONGODB_URL: url, MONGODB_DATABASE: database } = settings;
  if (settings.KKOTGIL_STORE === 'embedded' || dataDir !== undefined) {
    return openFolder(dataDir ?? settings.KKOTGIL_DATA_DIR);
  }
  if (url === undefined) throw new StartFault('Set MONGODB_URL as it is for the shop: the accounts are kept there.');
  const [{ connectMongo }, { MongoAccountStore }] = await Promise.all([
    import('../../platform/mongo/connect.ts'),
    import('../../accounts/mongo/account-collections.ts'),
  ]);
  const connection = await connectMongo({ url, database, appName: PROGRAM });
  const store = await MongoAccountStore.open(connection);
  store.close = () => connection.close();
  return store;
}

async function openFolder(dataDir: string): Promise<AccountStore> {
  if (!existsSync(dataDir)) {
    throw new StartFault(
      `There is no data folder ${dataDir}. Start the shop once, or name its folder with --data-dir or KKOTGIL_DATA_DIR.`,
    );
  }
  const { EmbeddedAccountStore } = await import('../../accounts/embedded/account-file.ts');
  return new EmbeddedAccountStore(join(dataDir, 'accounts.db'));
}
