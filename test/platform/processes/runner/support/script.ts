import { START, StoreUnavailable } from '../../../../../src/platform/eventstore/event-store.ts';
import type { OpsChanges, OpsState, OpsStore } from '../../../../../src/platform/processes/ops-store.ts';
import {
  type Acted,
  again,
  type Moment,
  type Next,
  type ProcessManager,
} from '../../../../../src/platform/processes/process-manager.ts';
import { orderIdOf } from '../../../../../src/stored-events/streams.ts';

/** What is kept, in memory, so that a second runner finds it. */
export class MemoryOps implements OpsStore {
  state: OpsState = { position: START, open: [], parked: [] };
  saves = 0;
  failing = false;

  async load(): Promise<OpsState> {
    return this.state;
  }

  peek(): Promise<OpsState> {
    return this.load();
  }

  async save(_process: string, { position, opened, parked, closed }: OpsChanges): Promise<void> {
    if (this.failing) throw new StoreUnavailable('the disk is full');
    const touched = new Set([...opened, ...parked].map(({ instanceId }) => instanceId).concat(closed));
    const rest = <Item extends { instanceId: string }>(items: readonly Item[]) =>
      items.filter(({ instanceId }) => !touched.has(instanceId));
    this.state = {
      position,
      open: [...rest(this.state.open), ...opened],
      parked: [...rest(this.state.parked), ...parked],
    };
    this.saves++;
  }

  async read(): Promise<null> {
    return null;
  }
  async write(): Promise<void> {}
  async close(): Promise<void> {}
}

/** A decision as a test writes it down: whatever it acts on, it waits for a charge meanwhile. */
export type Scripted = Exclude<Next<string>, { kind: 'act' }> | { kind: 'act'; action: string };

/** A process manager that a test scripts: what it decides for an order, and what its actions lead to. */
export class Script implements ProcessManager<string, string> {
  readonly name = 'script';
  readonly acted: string[] = [];
  decisions: (instanceId: string, moment: Moment) => Scripted = () => ({ kind: 'done' });
  outcome: (action: string) => Acted | Promise<Acted> = () => again;
  deadline = (): number | null => null;

  correlate = (event: { streamId: string }) => orderIdOf(event.streamId);
  load = async (instanceId: string) => instanceId;
  decide = (instanceId: string, moment: Moment): Next<string> => {
    const next = this.decisions(instanceId, moment);
    return next.kind === 'act'
      ? { ...next, pending: { waitingFor: 'charge', due: this.deadline(), overdueAt: null } }
      : next;
  };
  act = async (action: string) => {
    this.acted.push(action);
    return this.outcome(action);
  };
}
