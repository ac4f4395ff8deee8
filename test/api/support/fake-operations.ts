import type {
  ParkedAnswer,
  ProcessOperations,
  ProcessView,
  ReconciliationView,
} from '../../../src/processes/operations.ts';

/** Process managers that answer as a test tells them to. */
export class FakeOperations implements ProcessOperations {
  answer: ParkedAnswer = 'done';
  runs = 0;
  readonly asked: string[] = [];

  async list(): Promise<readonly ProcessView[]> {
    const lag = { events: 0, seconds: 0 };
    return [{ name: 'payment', position: '1', lag, inFlight: 0, open: [], openCount: 0, waits: [], parked: [] }];
  }

  async retry(process: string, orderId: string): Promise<ParkedAnswer> {
    this.asked.push(`retry ${process} ${orderId}`);
    return this.answer;
  }

  async skip(process: string, orderId: string): Promise<ParkedAnswer> {
    this.asked.push(`skip ${process} ${orderId}`);
    return this.answer;
  }

  async reconciliation(): Promise<ReconciliationView> {
    const state = this.runs === 0 ? 'never-run' : 'running';
    return { state, startedAt: null, finishedAt: null, charges: 0, differences: [], failure: null };
  }

  async reconcile(): Promise<void> {
    this.runs++;
  }
}
