import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { AppendRequest } from '../../src/platform/eventstore/append-request.ts';
import { GroupCommit } from '../../src/platform/eventstore/embedded/group-commit.ts';
import { logPath, openLogFile } from '../../src/platform/eventstore/embedded/log-file.ts';
import { type AppendOutcome, LogWriter } from '../../src/platform/eventstore/embedded/log-writer.ts';
import { systemIds } from '../../src/platform/runtime/system.ts';
import { WalFlush } from '../../src/platform/runtime/wal-flush.ts';
import { anEvent } from '../support/an-event.ts';
import type { Row } from '../support/report.ts';

interface Host {
  append(request: AppendRequest): Promise<AppendOutcome>;
  close(): Promise<void>;
}

/**
 * Where the log's writer lives: in the main thread, or on one of its own. Each caller does as much work of another kind before an
 * append as a request does, since that is what the main thread is for.
 */
export async function benchLogThread(seconds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [work, busyMs] of [
    ['appends alone', 0],
    ['with 0.2 ms of other work each', 0.2],
  ] as const) {
    for (const callers of [1, 16, 64]) {
      const main = await measure(inMainThread, callers, seconds, busyMs);
      const thread = await measure(onItsOwnThread, callers, seconds, busyMs);
      rows.push({
        what: `writer on a thread of its own, ${callers} callers, ${work}`,
        measured: thread.rate,
        unit: 'events/s',
        limit: { what: 'in the main thread', value: main.rate },
        note: `event loop p99 ${thread.delayMs.toFixed(1)} ms against ${main.delayMs.toFixed(1)} ms`,
      });
    }
  }
  return rows;
}

async function measure(open: (dataDir: string) => Host, callers: number, seconds: number, busyMs: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-bench-'));
  const host = open(dataDir);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  let appended = 0;
  await Promise.all(
    [...Array(callers)].map(async () => {
      while (performance.now() < begun + seconds * 1000) {
        keepBusy(busyMs);
        const id = systemIds.next();
        const { type, data, metadata } = anEvent(id);
        const event = { id, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
        await host.append({ streamId: `order-${id}`, expected: 'no-stream', events: [event] });
        appended++;
      }
    }),
  );
  const rate = (appended * 1000) / (performance.now() - begun);
  delay.disable();
  await host.close();
  rmSync(dataDir, { recursive: true });
  return { rate, delayMs: delay.percentile(99) / 1e6 };
}

function keepBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function inMainThread(dataDir: string): Host {
  const db = openLogFile(dataDir);
  const [writer, wal] = [new LogWriter(db), new WalFlush(db, logPath(dataDir))];
  const commits = new GroupCommit({ commit: (group) => wal.written(() => writer.commit(group)) }, () => {});
  const close = async () => {
    wal.close();
    db.close();
  };
  return { append: (request) => commits.append(request), close };
}

/** Groups are whatever gathered while the thread was at work on the one before. */
function onItsOwnThread(dataDir: string): Host {
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: dataDir });
  let waiting: { request: AppendRequest; resolve: (outcome: AppendOutcome) => void }[] = [];
  let atWork = false;
  const next = async () => {
    atWork = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      worker.postMessage(group.map(({ request }) => request));
      const [outcomes] = (await once(worker, 'message')) as [AppendOutcome[]];
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index] as AppendOutcome);
    }
    atWork = false;
  };
  return {
    append: (request) =>
      new Promise((resolve) => {
        waiting.push({ request, resolve });
        if (!atWork) setImmediate(next);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
