import { spentMeanwhile } from './cost.ts';
import { pause } from './pause.ts';
import { OPERATOR_TOKEN, type Program } from './program.ts';

const LOOK_EVERY_MS = 500;
/**
 * Of the processor in one second, so many seconds in a row. A shop at rest takes 10 to 70; one that has something left to do had 300 at
 * least, also on two cores that others kept busy.
 */
const QUIET_MS = 150;
const QUIET_SECONDS = 3;

/** How a process manager stands. */
interface Standing {
  readonly inFlight: number;
  readonly openCount: number;
  readonly lag: { readonly events: number | null };
}

/** Every process manager has taken all in and has nothing left in its hands. */
export function untilResting(program: Program): Promise<void> {
  return untilAll(program, ({ openCount, lag }) => openCount === 0 && lag.events === 0);
}

async function untilAll({ url }: Program, isSo: (process: Standing) => boolean): Promise<void> {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  for (;;) {
    await pause(LOOK_EVERY_MS);
    if (!(await fetch(`${url}/health/ready`)).ok) continue;
    const answer = await fetch(`${url}/api/processes`, { headers });
    const { items } = (await answer.json()) as { items: Standing[] };
    if (items.every(isSo)) return;
  }
}

/**
 * What goes on after a start, the check of the log, runs of orders and the comparison with the payment system, has come to its end: little is
 * left to do in a second.
 */
export async function untilQuiet(program: Program): Promise<void> {
  await untilChecked(program);
  await untilAll(program, ({ inFlight }) => inFlight === 0);
  for (let quiet = 0; quiet < QUIET_SECONDS; ) {
    const { cpuMs } = await spentMeanwhile(program, () => pause(1_000));
    quiet = cpuMs < QUIET_MS ? quiet + 1 : 0;
  }
}

/** A program that does not tell whether its log was checked is not waited for. */
async function untilChecked({ url }: Program): Promise<void> {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  for (;;) {
    const answer = await fetch(`${url}/api/log`, { headers });
    if (answer.status === 404) return;
    if (answer.ok && ((await answer.json()) as { checkedAt: string | null }).checkedAt !== null) return;
    await pause(LOOK_EVERY_MS);
  }
}
