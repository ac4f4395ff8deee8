import type { EventLog } from '../../eventstore/event-log.ts';
import { type Position, START } from '../../eventstore/event-store.ts';
import type { Logger } from '../../runtime/logger.ts';
import { yieldThread } from '../../runtime/yield.ts';
import { type OpsState, type OpsStore, stateKey } from '../ops-store.ts';
import type { WorkList } from './work-list.ts';

export interface KeptStateDeps {
  readonly log: EventLog;
  readonly ops: OpsStore;
  readonly logger: Logger;
}

/** As many changes are written in one go. */
const SAVE_AT_ONCE = 1_000;

/** What a process manager keeps of its work on one log, to go on from there. */
export class KeptState {
  readonly #process: string;
  readonly #deps: KeptStateDeps;
  /** What is kept stands for every event up to here. */
  #position: Position = START;

  constructor(process: string, deps: KeptStateDeps) {
    this.#process = process;
    this.#deps = deps;
  }

  /**
   * What was kept, unless it is ahead of the log: then the log was restored from a backup, and its history is read again.
   * @throws StoreUnavailable
   */
  async load(): Promise<OpsState> {
    const { log, ops, logger } = this.#deps;
    const state = await ops.load(this.#key);
    if (await log.reaches(state.position)) {
      this.#position = state.position;
      return state;
    }
    logger.warn({ process: this.#process }, 'kept state is ahead of the log; history is read again');
    return { position: START, open: [], parked: [] };
  }

  /** Keeps what has changed since, as what follows from every event up to a position. What could not be kept is kept the next time. */
  async save(work: WorkList, position: Position): Promise<void> {
    // The position moves with the last portion: before that, not every instance that it stands for is kept.
    while (work.changes > SAVE_AT_ONCE) {
      if (!(await this.#saveSome(work, this.#position))) return;
      await yieldThread();
    }
    await this.#saveSome(work, position);
  }

  /** False when it could not be saved. */
  async #saveSome(work: WorkList, upTo: Position): Promise<boolean> {
    const changes = work.takeChanges(upTo, SAVE_AT_ONCE);
    const { opened, parked, closed, position } = changes;
    if (opened.length + parked.length + closed.length === 0 && position === this.#position) return true;
    try {
      await this.#deps.ops.save(this.#key, changes);
      this.#position = position;
      return true;
    } catch (error) {
      work.giveBack(changes);
      this.#deps.logger.warn({ process: this.#process, err: error }, 'open items not saved; they are saved again');
      return false;
    }
  }

  get #key(): string {
    return stateKey(this.#deps.log, this.#process);
  }
}
