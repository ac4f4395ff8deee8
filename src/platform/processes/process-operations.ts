import type { EventLog } from '../eventstore/event-log.ts';
import { lagOf } from '../eventstore/lag.ts';
import type { Clock } from '../runtime/clock.ts';
import type { WallWatch } from '../runtime/wall-watch.ts';
import type { OperatorWords, ParkedAnswer, ProcessOperations } from './operations.ts';
import { toProcessView } from './process-view.ts';
import type { ProcessRunner } from './runner/runner.ts';

/** Any process manager's runner, whatever it knows and does. */
export type AnyRunner = Pick<ProcessRunner<unknown, unknown>, 'name' | 'position' | 'work' | 'wake' | 'forget'>;

export interface OperationsDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly wall: Pick<WallWatch, 'ageOf'>;
  readonly runners: readonly AnyRunner[];
  readonly words: OperatorWords;
}

/** What operators see of the process managers that run here, and may tell them. */
export function createProcessOperations({ log, clock, wall, runners, words }: OperationsDeps): ProcessOperations {
  const byName = new Map(runners.map((runner) => [runner.name, runner]));

  async function parkedAnd(name: string, instanceId: string, then: (runner: AnyRunner) => Promise<ParkedAnswer>) {
    const runner = byName.get(name);
    if (runner === undefined) return 'unknown-process';
    return runner.work.isParked(instanceId) ? then(runner) : 'not-parked';
  }

  return {
    list: async () => {
      const head = await log.head();
      return Promise.all(
        runners.map(async ({ name, position, work }) =>
          toProcessView(
            name,
            await lagOf(log, wall, position, head),
            clock.now(),
            {
              position,
              open: work.open(),
              parked: work.parked(),
            },
            words,
          ),
        ),
      );
    },
    retry: (name, instanceId) =>
      parkedAnd(name, instanceId, async (runner) => {
        runner.wake(instanceId);
        return 'done';
      }),
    skip: (name, instanceId) =>
      parkedAnd(name, instanceId, async (runner) => ((await runner.forget(instanceId)) ? 'done' : 'must-be-kept')),
  };
}
