// Takes history into some views on the thread that `fill-worker.ts` begins, with connections of its own to the files of a data folder.
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { LogHistory } from '../platform/eventstore/embedded/log-history.ts';
import { SharedKeys } from '../platform/eventstore/keyring/shared-keys.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import { pooledRandom } from '../platform/runtime/random.ts';
import { yieldToEventLoop } from '../platform/runtime/yield.ts';
import { FillingStore } from '../platform/views/embedded/filling-store.ts';
import { fillVersions } from '../platform/views/fill-versions.ts';
import { views } from '../projections/views.ts';
import { createCodec } from '../stored-events/event-log.ts';
import type { FillOrder, FillWord } from './fill-views.ts';

const { dataDir, secrets, refs, until } = workerData as FillOrder;
let isOver = false;
parentPort?.on('message', () => {
  isOver = true;
});
const tell = (word: FillWord) => parentPort?.postMessage(word);
const say = (level: keyof Logger) => (facts: object, message: string) => tell({ level, facts, message });
const logger: Logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };

try {
  await fill();
  tell({ fault: null });
} catch (error) {
  tell({ fault: (error as Error).message });
}
parentPort?.close();

async function fill(): Promise<void> {
  const random = pooledRandom();
  const log = new LogHistory(dataDir);
  const keys = new SharedKeys(join(dataDir, 'keys.db'), secrets, random);
  const store = new FillingStore(join(dataDir, 'views.db'));
  try {
    const codec = createCodec(keys, random);
    const history = {
      page: async (after: string, upTo: string, categories: readonly string[]) =>
        codec.decodeOnce(log.page(after, upTo, categories)),
    };
    const filled = [];
    for (const ref of refs) {
      const view = views.find(({ name }) => name === ref.view);
      const version = store.view(ref.view).versions.find((each) => each.version === ref.version);
      if (view !== undefined && version !== undefined) filled.push({ view, version });
    }
    const isDone = await fillVersions(filled, until, { store, history, logger }, () => isOver);
    if (!isDone) return;
    // A word to stop comes between two of them.
    for (const ref of refs) while (!isOver && store.makeIndex(ref)) await yieldToEventLoop();
  } finally {
    store.close();
    keys.close();
    log.close();
  }
}
