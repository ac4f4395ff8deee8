import { StoreUnavailable } from '../../eventstore/event-store.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { IdSource } from '../../runtime/ids.ts';
import { sleepInStep } from '../../runtime/in-step.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Timer } from '../../runtime/timer.ts';
import type { OpsStore } from '../ops-store.ts';
import { fromStored, type Stored, toStored } from '../stored-names.ts';

/** What an operator wants of a process manager that runs in another process. */
export interface Request {
  /** `retry`, `skip`, or in a word of whoever answers. */
  readonly action: string;
  readonly instanceId: string | null;
}

interface Asked extends Request {
  readonly id: string;
  /** When it was last asked for, in milliseconds since 1970: a wall clock is all that two machines have in common. */
  readonly askedAt: number;
}

interface Answered {
  readonly id: string;
  readonly answer: string;
}

/** How long is waited for an answer; a request that is older is not carried out any more. */
const WAIT_MS = 5_000;
const POLL_MS = 50;
/** After so long without an answer, another's request has taken the place of this one: it is put there again. */
const AGAIN_MS = 1_000;
/** All process managers of a process in step: their store then makes one call of it. */
const LOOK_EVERY_MS = 500;

export interface AskDeps {
  readonly ops: OpsStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdSource;
}

/**
 * Asks the holder of a process manager to do something, and waits for its answer. Requests may be carried out twice: all of them are
 * such that this does no harm.
 * @throws StoreUnavailable when nobody answers: perhaps nobody runs that process manager now.
 */
export async function ask({ ops, clock, timer, ids }: AskDeps, process: string, request: Request): Promise<string> {
  const id = ids.next();
  const begun = timer.elapsed();
  for (let next = begun; timer.elapsed() < begun + WAIT_MS; await timer.sleep(POLL_MS)) {
    if (timer.elapsed() >= next) {
      const asked: Asked = { ...request, id, askedAt: clock.now() };
      await ops.write(placeOf('request', process), toStored(asked));
      next = timer.elapsed() + AGAIN_MS;
    }
    const answered = await ops.read<Answered>(placeOf('answer', process));
    if (answered?.id === id) return answered.answer;
  }
  throw new StoreUnavailable(`no process answers for ${process}`);
}

/**
 * Whoever has answered is of another release, as happens while one takes the place of another: what it did nobody can tell.
 * @throws StoreUnavailable always
 */
export function wordOfAnotherRelease(process: string, answer: string): never {
  throw new StoreUnavailable(`${process} runs in another release, which answers ${JSON.stringify(answer)}`);
}

export interface AnswerDeps {
  readonly ops: OpsStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Carries out what others ask of a process manager that runs here, until `signal` aborts. */
export async function answerRequests(
  { ops, clock, timer, logger, signal }: AnswerDeps,
  process: string,
  carryOut: (request: Request) => Promise<string>,
): Promise<void> {
  let last = (await ops.read<Answered>(placeOf('answer', process)).catch(() => null))?.id;
  while (!signal.aborted) {
    try {
      const stored = await ops.read<Stored<Asked>>(placeOf('request', process));
      const asked = stored && fromStored<Asked>(stored);
      if (asked !== null && asked.id !== last && clock.now() < asked.askedAt + WAIT_MS) {
        const answer = await carryOut(asked);
        await ops.write(placeOf('answer', process), { id: asked.id, answer });
        last = asked.id;
      }
    } catch (error) {
      logger.warn({ process, err: error }, 'a request of an operator could not be looked at; it is looked at again');
    }
    await sleepInStep(timer, LOOK_EVERY_MS, signal);
  }
}

function placeOf(what: 'request' | 'answer', process: string): string {
  return `${what}/${process}`;
}
