import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BREAKER_GAUGE, type BreakerState } from '../../../src/gateways/http/breaker-state.ts';
import { CallFailed } from '../../../src/gateways/http/call-failed.ts';
import { GuardedCalls } from '../../../src/gateways/http/guarded-calls.ts';
import { chargeCallBudgetMs, PAYMENT_LIMITS } from '../../../src/gateways/http/limits.ts';
import type { Logger } from '../../../src/platform/runtime/logger.ts';
import type { Timer } from '../../../src/platform/runtime/timer.ts';

const limits = { ...PAYMENT_LIMITS, tries: 1, breakerFailures: 3, inFlight: 2, queued: 1 };

describe('calls to one service', () => {
  let changes: BreakerState[];
  let calls: GuardedCalls;
  let reached: number;
  /** What the timer shows. */
  let now: number;
  beforeEach(() => {
    now = 1_000_000;
    changes = [];
    reached = 0;
    const timer: Timer = { elapsed: () => now, sleep: async () => undefined };
    const note: Logger['info'] = (facts) => changes.push((facts as { breaker: BreakerState }).breaker);
    const logger = { debug: () => undefined, info: note, warn: note, error: note };
    calls = new GuardedCalls({ service: 'bank', limits, timer, logger });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const fails = () =>
    calls.run('any-failure', async () => {
      reached++;
      throw new CallFailed('maybe', 'cut', 'broken');
    });
  const answers = (value = 'yes') =>
    calls.run('any-failure', async () => {
      reached++;
      return value;
    });
  const failTimes = async (times: number) => {
    for (let n = 0; n < times; n++) await expect(fails()).rejects.toThrow('broken');
  };
  const circuitOpens = async () => {
    await failTimes(limits.breakerFailures);
    expect(calls.breakerState).toBe('open');
  };

  it('go through while the circuit is closed', async () => {
    expect(await answers()).toEqual({ value: 'yes', doubtful: false });
    expect(calls.breakerState).toBe('closed');
  });

  it('stop after enough failures in a row, and surely send nothing then', async () => {
    await circuitOpens();
    const rejection = await answers().catch((error) => error);
    expect(rejection).toEqual(new CallFailed('no', 'circuit-open', 'the circuit is open: broken'));
    expect(rejection.carriedOut).toBe('no');
    expect(reached).toBe(limits.breakerFailures);
    expect(changes).toEqual(['open']);
  });

  it('stay stopped for as long as the limits say', async () => {
    await circuitOpens();
    now += limits.breakerOpenMs - 1;
    await expect(answers()).rejects.toThrow('the circuit is open');
  });

  it('go on when the failures are not in a row', async () => {
    await failTimes(limits.breakerFailures - 1);
    await answers('no');
    await failTimes(limits.breakerFailures - 1);
    expect(calls.breakerState).toBe('closed');
  });

  it.each([-3_600_000, 3_600_000])(
    'stay stopped no longer and no shorter when the clock is set by %d ms',
    async (ms) => {
      await circuitOpens();
      const wall = Date.now();
      jest.spyOn(Date, 'now').mockImplementation(() => wall + ms);
      now += limits.breakerOpenMs - 1;
      await expect(answers()).rejects.toThrow('the circuit is open');
      now += 1;
      expect(await answers()).toEqual({ value: 'yes', doubtful: false });
    },
  );

  it('go on after the first call that is answered again', async () => {
    await circuitOpens();
    now += limits.breakerOpenMs;
    expect(await answers()).toEqual({ value: 'yes', doubtful: false });
    expect(changes).toEqual(['open', 'half-open', 'closed']);
  });

  it('stop again when that first call fails', async () => {
    await circuitOpens();
    now += limits.breakerOpenMs;
    await failTimes(1);
    await expect(answers()).rejects.toThrow('the circuit is open');
    expect(changes).toEqual(['open', 'half-open', 'open']);
  });

  it('tell of each try that got no decision, by its kind', async () => {
    const kinds: string[] = [];
    const counted = new GuardedCalls({
      service: 'bank',
      limits: { ...limits, tries: 2, firstPauseMs: 1 },
      onFailure: (kind) => kinds.push(kind),
    });
    const refused = async () => Promise.reject(new CallFailed('maybe', 'HTTP_401', 'the service answered 401'));
    await expect(counted.run('any-failure', refused)).rejects.toThrow('401');
    expect(kinds).toEqual(['HTTP_401', 'HTTP_401']);
  });

  it('show their circuit to the metrics as a number', () => {
    expect(BREAKER_GAUGE).toEqual({ closed: 0, 'half-open': 1, open: 2 });
  });

  it('of which too many come at once are turned away, and surely sent nothing', async () => {
    const gate = Promise.withResolvers<string>();
    const waiting = [1, 2, 3].map(() => calls.run('any-failure', () => gate.promise));
    await expect(answers()).rejects.toEqual(new CallFailed('no', 'busy', 'too many calls at once'));
    gate.resolve('yes');
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(['yes', 'yes', 'yes']);
  });

  it('that get no turn in time are never sent, however late their turn comes', async () => {
    const brief = new GuardedCalls({
      service: 'bank',
      limits: { ...limits, inFlight: 1, queued: 2, callBudgetMs: 50 },
    });
    const gate = Promise.withResolvers<string>();
    const first = brief.run('any-failure', () => gate.promise).catch((error) => error);
    const sent: boolean[] = [];
    const second = brief.run('any-failure', async (signal) => sent.push(!signal.aborted)).catch((error) => error);
    expect(await first).toEqual(new CallFailed('maybe', 'timeout', 'no answer in time'));
    const late = await second;
    expect([late.message, late.carriedOut]).toEqual(['no turn in time', 'no']);
    gate.resolve('too late');
    // Its turn comes after that of the second one.
    await brief.run('any-failure', async () => 'third');
    expect(sent.filter(Boolean)).toEqual([]);
  });

  it('have limits that leave room for a bank that takes three seconds', () => {
    expect(PAYMENT_LIMITS.tryTimeoutMs).toBeGreaterThan(3_000);
    expect(chargeCallBudgetMs).toBe(10_000);
  });
});
