import { MongoAccountStore } from '../../../src/accounts/mongo/account-collections.ts';
import { describeOnMongo } from '../../support/mongo/describe-on-mongo.ts';
import { accountStoreContract } from '../account-store.contract.ts';

await describeOnMongo('the account store', (mongo) => {
  accountStoreContract('the account store in MongoDB', async () => {
    const connection = await mongo.connect();
    return { open: () => MongoAccountStore.open(connection), dispose: () => connection.close() };
  });
});
