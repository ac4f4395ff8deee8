import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StoreUnavailable } from '../../platform/eventstore/event-store.ts';
import { openPrivateFile } from '../../platform/runtime/private-file.ts';
import { inTransaction } from '../../platform/runtime/sqlite-transaction.ts';
import { orAdvise } from '../../platform/runtime/start-fault.ts';
import { type Look, type LookStore, type LooksQuery, together } from '../look-store.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS looks (
    hour INTEGER NOT NULL, who TEXT NOT NULL, route TEXT NOT NULL, orders TEXT NOT NULL, calls INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (hour, who, route)
  ) STRICT, WITHOUT ROWID;
`;

const ADVICE =
  'It holds who looked at whose data, and nothing else. Keep it for whoever has to answer for that; then move it away.';

/** Looks in one SQLite file. `synchronous=NORMAL`: a power cut may cost the last seconds. */
export class EmbeddedLookStore implements LookStore {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;

  /**
   * Opens the file, or makes one that only its owner can read.
   * @throws StartFault when it can't be used.
   */
  constructor(path: string) {
    [this.#db, this.#statements] = orAdvise(path, ADVICE, () => {
      const db = openPrivateFile(path, { schema: SCHEMA, synchronous: 'NORMAL', timeout: 2_000 });
      return [db, prepare(db)];
    });
  }

  async add(looks: readonly Look[]): Promise<void> {
    this.#guarded(({ find, put }) =>
      inTransaction(this.#db, () => {
        for (const look of looks) {
          const row = find.get(look.hour, look.who, look.route);
          const { hour, who, route, orders, calls, first, last } =
            row === undefined ? look : together(lookIn(row), look);
          put.run(hour, who, route, JSON.stringify(orders), calls, first, last);
        }
      }),
    );
  }

  async newest({ orderId, limit }: LooksQuery): Promise<readonly Look[]> {
    return this.#guarded(({ all, ofOrder }) =>
      (orderId === undefined ? all.all(limit) : ofOrder.all(`"${orderId}"`, limit)).map(lookIn),
    );
  }

  async countBefore(time: number): Promise<number> {
    return this.#guarded(({ count }) => count.get(time)?.looks as number);
  }

  async forgetBefore(time: number): Promise<number> {
    return this.#guarded(({ forget }) => Number(forget.run(time).changes));
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #guarded<Result>(work: (statements: ReturnType<typeof prepare>) => Result): Result {
    try {
      return work(this.#statements);
    } catch (cause) {
      throw new StoreUnavailable(`record of looks: ${(cause as Error).message}`, { cause });
    }
  }
}

function lookIn(row: Record<string, unknown>): Look {
  return { ...(row as unknown as Look), orders: JSON.parse(row.orders as string) as string[] };
}

function prepare(db: DatabaseSync) {
  return {
    find: db.prepare('SELECT * FROM looks WHERE hour = ? AND who = ? AND route = ?'),
    put: db.prepare(
      'INSERT OR REPLACE INTO looks (hour, who, route, orders, calls, first, last) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    all: db.prepare('SELECT * FROM looks ORDER BY hour DESC, last DESC LIMIT ?'),
    ofOrder: db.prepare('SELECT * FROM looks WHERE instr(orders, ?) > 0 ORDER BY hour DESC, last DESC LIMIT ?'),
    count: db.prepare('SELECT count(*) AS looks FROM looks WHERE last < ?'),
    forget: db.prepare('DELETE FROM looks WHERE last < ?'),
  } satisfies Record<string, StatementSync>;
}
