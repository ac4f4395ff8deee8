import { MongoViewStore } from '../../../../src/platform/views/mongo/mongo-view-store.ts';
import { describeOnMongo } from '../../../support/mongo/describe-on-mongo.ts';
import { viewStoreContract } from '../../contracts/view-store.contract.ts';

await describeOnMongo('the view store', (mongo) => {
  viewStoreContract('MongoDB', async () => {
    const connection = await mongo.connect();
    return {
      store: await MongoViewStore.open(connection),
      reopen: () => MongoViewStore.open(connection),
      cleanUp: () => connection.close(),
    };
  });
});
