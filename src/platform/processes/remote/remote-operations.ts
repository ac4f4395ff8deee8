import type { EventLog } from '../../eventstore/event-log.ts';
import { lagOf } from '../../eventstore/lag.ts';
import type { WallWatch } from '../../runtime/wall-watch.ts';
import type { OperatorWords, ParkedAnswer, ProcessOperations } from '../operations.ts';
import { stateKey } from '../ops-store.ts';
import { toProcessView } from '../process-view.ts';
import { fromStoredAnswer, toStoredAnswer } from '../stored-names.ts';
import { type AskDeps, ask, type Request, wordOfAnotherRelease } from './requests.ts';

export interface RemoteOperationsDeps extends AskDeps {
  readonly log: EventLog;
  readonly wall: Pick<WallWatch, 'ageOf'>;
  /** Names of all process managers. */
  readonly names: readonly string[];
  readonly words: OperatorWords;
}

/** What operators see of process managers wherever they run, and may tell them: by what is kept of them, and by asking their holders. */
export function createRemoteOperations(deps: RemoteOperationsDeps): ProcessOperations {
  const { ops, log, clock, wall, names, words } = deps;

  async function parkedAnd(action: 'retry' | 'skip', name: string, instanceId: string): Promise<ParkedAnswer> {
    if (!names.includes(name)) return 'unknown-process';
    const { parked } = await ops.peek(stateKey(log, name));
    if (!parked.some((item) => item.instanceId === instanceId)) return 'not-parked';
    const answer = await ask(deps, name, { action, instanceId });
    return fromStoredAnswer(answer) ?? wordOfAnotherRelease(name, answer);
  }

  return {
    list: async () => {
      const head = await log.head();
      return Promise.all(
        names.map(async (name) => {
          const state = await ops.peek(stateKey(log, name));
          return toProcessView(name, await lagOf(log, wall, state.position, head), clock.now(), state, words);
        }),
      );
    },
    retry: (name, instanceId) => parkedAnd('retry', name, instanceId),
    skip: (name, instanceId) => parkedAnd('skip', name, instanceId),
  };
}

/** Carries a request out by the operations of the process in which the process manager runs. */
export function byOperations(operations: ProcessOperations, process: string) {
  return async ({ action, instanceId }: Request): Promise<string> =>
    action === 'retry' || action === 'skip'
      ? toStoredAnswer(await operations[action](process, instanceId ?? ''))
      : 'unknown-action';
}
