import { type Acquired, type Contender, TAKEN_OVER_AFTER_MS } from './acquire.ts';

/** Room for what is under way when the holder stops, and for clocks that do not run quite alike, in milliseconds. */
const MARGIN_MS = 500;
/** For how long after its last confirmed sign of life a holder counts as one, by its own steady clock. */
export const HELD_FOR_MS = TAKEN_OVER_AFTER_MS - MARGIN_MS;
const BEAT_EVERY_MS = 700;

/**
 * Shows signs of life until `done` aborts, or the lease is lost: because another has it, or because no sign was confirmed for
 * `HELD_FOR_MS`. The latter needs no answer of the store, and holds for a process that was frozen as well.
 * @param loss is aborted, with the reason, when the lease is lost; at once, if it took too long to get it.
 */
export async function keep(
  contender: Contender,
  acquired: Acquired,
  done: AbortSignal,
  loss: AbortController,
): Promise<void> {
  const { store, timer, logger, name } = contender;
  const ended = AbortSignal.any([done, loss.signal]);
  let { confirmedAt } = acquired;

  const beat = async () => {
    for (;;) {
      await timer.sleep(BEAT_EVERY_MS, ended);
      if (ended.aborted) return;
      const askedAt = timer.elapsed();
      try {
        if (await store.beat(acquired.lease)) confirmedAt = askedAt;
        else loss.abort(new Error('another has taken the lease'));
      } catch (err) {
        logger.debug({ lease: name, err }, 'no sign of life could be given now');
      }
    }
  };
  // Not waited for: a call that hangs must not keep the lease from ending.
  void beat();
  while (!ended.aborted) {
    const left = confirmedAt + HELD_FOR_MS - timer.elapsed();
    if (left <= 0) loss.abort(new Error('no sign of life was confirmed in time'));
    else await timer.sleep(left, ended);
  }
}
