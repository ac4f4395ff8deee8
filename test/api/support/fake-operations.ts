import type { OpenItemView, ParkedAnswer, ProcessView } from '../../../src/platform/processes/operations.ts';
import type { SkipNote, SkipNotes } from '../../../src/platform/processes/skip-notes.ts';
import type { ShopOperations } from '../../../src/processes/operations.ts';
import type { ReconciliationView } from '../../../src/processes/reconciliation/view.ts';
import { idOf } from '../../support/history.ts';

/** Process managers that answer as a test tells them to. */
export class FakeOperations implements ShopOperations {
  answer: ParkedAnswer = 'done';
  runs = 0;
  readonly asked: string[] = [];

  /** What a test wants to be seen instead. */
  processes: readonly ProcessView[] | null = null;
  books: ReconciliationView | null = null;

  async list(): Promise<readonly ProcessView[]> {
    if (this.processes !== null) return this.processes;
    const lag = { events: 0, seconds: 0 };
    const dispute: OpenItemView = {
      instanceId: idOf('disputed'),
      waitingFor: 'dispute',
      what: 'what was charged is not the total',
      advice: 'take it as paid, or cancel the order',
      since: '2026-05-08T03:00:00.000Z',
      due: '2026-05-09T03:00:00.000Z',
      overdue: false,
      cause: null,
      facts: { asked: 90_000, charged: 50_000, refunded: 0, currency: 'KRW' },
    };
    return [{ name: 'payment', position: '1', lag, inFlight: 0, open: [dispute], openCount: 1, waits: [], parked: [] }];
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
    if (this.books !== null) return this.books;
    const state = this.runs === 0 ? 'never-run' : 'running';
    return { state, startedAt: null, finishedAt: null, charges: 0, differences: [], failure: null };
  }

  async reconcile(): Promise<void> {
    this.runs++;
  }
}

/** Notes that a test can look at. */
export class FakeSkipNotes implements SkipNotes {
  notes: readonly SkipNote[] = [];

  async add(note: Omit<SkipNote, 'at'>): Promise<void> {
    this.notes = [{ ...note, at: '2026-05-08T03:00:00.000Z' }, ...this.notes];
  }

  async all(): Promise<readonly SkipNote[]> {
    return this.notes;
  }
}
