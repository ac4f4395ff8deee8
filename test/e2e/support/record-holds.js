// Loaded before a program whose thread a test watches: writes down, in milliseconds of the thread's own processor time, each time for which
// nothing else had a turn. What the machine gives to others meanwhile is not in it.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.KKOTGIL_TEST_HOLDS;
const LEAST_MS = 10;

if (isMainThread) {
  let before = process.threadCpuUsage();
  const look = () => {
    const now = process.threadCpuUsage();
    const spent = (now.user - before.user + now.system - before.system) / 1_000;
    before = now;
    if (spent >= LEAST_MS) appendFileSync(file, `${spent.toFixed(1)}\n`);
    setImmediate(look).unref();
  };
  setImmediate(look).unref();
}
