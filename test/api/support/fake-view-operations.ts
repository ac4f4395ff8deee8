import type { ViewOperations, ViewStatus } from '../../../src/platform/views/view-operations.ts';

/** One view whose versions 2 is live and 1 is kept; what it is told is written down. */
export class FakeViewOperations implements ViewOperations {
  readonly asked: string[] = [];
  /** What a test wants to be seen instead. */
  over: Partial<ViewStatus> = {};

  async statuses(): Promise<readonly ViewStatus[]> {
    const status: ViewStatus = {
      name: 'orders',
      version: 2,
      position: '1',
      lag: { events: 0, seconds: 0 },
      state: 'live',
      parked: [{ id: 'order-1', reason: 'can not be' }],
      kept: [1],
      rebuild: { version: 3, state: 'reading', fraction: 0.5, events: 10, eventsPerSecond: 5, secondsLeft: 2 },
      verify: null,
      lastRebuild: null,
      lastVerify: {
        at: '2026-05-08T03:00:00.000Z',
        live: 2,
        rebuilt: 4,
        position: '1',
        compared: 7,
        differing: 1,
        different: [{ id: 'order-1', kind: 'changed', pointers: ['/status'] }],
        tookMs: 12,
        fault: null,
      },
      advice: ['1 documents were not what history makes of them'],
    };
    return [{ ...status, ...this.over }];
  }

  async rebuild(name: string): Promise<void> {
    this.asked.push(`rebuild ${name}`);
  }

  async verify(name: string): Promise<void> {
    this.asked.push(`verify ${name}`);
  }

  async switchTo(name: string, version: number): Promise<boolean> {
    this.asked.push(`switch ${name} ${version}`);
    return version === 1;
  }

  async drop(name: string, version: number): Promise<boolean> {
    this.asked.push(`drop ${name} ${version}`);
    return version === 1;
  }
}
