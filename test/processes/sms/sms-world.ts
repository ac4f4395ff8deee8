import type { SmsMessage, SmsOutcome } from '../../../src/gateways/sms-gateway.ts';
import type { Acted } from '../../../src/platform/processes/process-manager.ts';
import { WallWatch } from '../../../src/platform/runtime/wall-watch.ts';
import { createSmsProcess } from '../../../src/processes/sms/sms-process.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { History, idOf } from '../../support/history.ts';
import { momentAt } from '../../support/moment.ts';

export const ORDER = idOf('order-1');
export const LINK = 'https://kkot.example/o/token-of-order-1';
export const FLORIST = '+821099990000';
export const CALL_BUDGET_MS = 5_000;
export const GRACE_MS = 2_000;
export const MAX_AGE_MS = 30 * 60_000;
export const DAY_MS = 24 * 60 * 60_000;

/** An SMS system that does as it is told, and remembers what it was asked. */
class ScriptedSms {
  readonly sent: SmsMessage[] = [];
  readonly asked: string[] = [];
  /** What to answer to the next calls; when there is nothing, the message is sent. */
  readonly answers: SmsOutcome[] = [];
  /** What it says that it knows, by reference. */
  readonly known = new Map<string, string>();
  /** Thrown when asked. */
  outage: Error | null = null;

  async send(message: SmsMessage): Promise<SmsOutcome> {
    this.sent.push(message);
    return this.answers.shift() ?? { outcome: 'sent', messageId: `message-${this.sent.length}` };
  }

  async find(ref: string) {
    this.asked.push(ref);
    if (this.outage !== null) throw this.outage;
    const messageId = this.known.get(ref);
    return messageId === undefined ? null : { messageId };
  }
}

/** The SMS process with a log in memory, a scripted SMS system, and a clock that stands still. */
export function smsWorld({ floristPhone = FLORIST as string | null } = {}) {
  const clock = new FixedClock();
  const history = new History(clock);
  const sms = new ScriptedSms();
  const settings = {
    floristPhone,
    maxAgeMs: { progress: MAX_AGE_MS, outcome: DAY_MS },
    callBudgetMs: CALL_BUDGET_MS,
    graceMs: GRACE_MS,
  };
  const process = createSmsProcess({
    log: history.log,
    clock,
    gateway: sms,
    links: { urlFor: () => LINK },
    settings,
  });
  const wall = new WallWatch(clock, clock);
  const moment = () => ({ ...momentAt(clock.now()), ageOf: (at: number) => wall.ageOf(at) });

  return {
    clock,
    sms,
    process,
    happened: history.happened.bind(history),
    /** What the process would do now. */
    next: async () => process.decide(await process.load(ORDER), moment()),
    /** One turn of the order, as the runner gives it: until there is nothing to do, or no way on. */
    turn: async (): Promise<(Acted & { waitingFor?: string }) | 'done'> => {
      for (let actions = 0; actions < 50; actions++) {
        const context = await process.load(ORDER);
        const next = process.decide(context, moment());
        if (next.kind !== 'act') return 'done';
        const acted = await process.act(next.action, context);
        if (acted.kind === 'unavailable') return { ...acted, waitingFor: next.pending.waitingFor };
        if (acted.kind !== 'again') return acted;
      }
      throw new Error('the process goes round in circles');
    },
    /** The log of the process: type and what tells one event from another. */
    record: async () => {
      const events = await history.log.readStream(`notification-${ORDER}`);
      return events.map(({ type, data }) => ({ type, ...data }) as Record<string, unknown> & { type: string });
    },
    events: () => history.log.readStream(`notification-${ORDER}`),
  };
}

export type SmsWorld = ReturnType<typeof smsWorld>;
