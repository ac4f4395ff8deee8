// The log's writer on a thread of its own: takes groups, commits them, answers with their outcomes.
import { parentPort, workerData } from 'node:worker_threads';
import type { AppendRequest } from '../../src/platform/eventstore/append-request.ts';
import { openLogFile } from '../../src/platform/eventstore/embedded/log-file.ts';
import { LogWriter } from '../../src/platform/eventstore/embedded/log-writer.ts';

const writer = new LogWriter(openLogFile(workerData as string));
parentPort?.on('message', (group: readonly AppendRequest[]) => parentPort?.postMessage(writer.commit(group)));
