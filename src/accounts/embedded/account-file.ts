import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { StoreUnavailable } from '../../platform/eventstore/event-store.ts';
import { openPrivateFile } from '../../platform/runtime/private-file.ts';
import { inTransaction } from '../../platform/runtime/sqlite-transaction.ts';
import { orAdvise } from '../../platform/runtime/start-fault.ts';
import { type Account, nameKeyOf, type StaffRole } from '../account.ts';
import type { AccountChange, AccountStore, ForgetLimits, Session, SignInLink } from '../account-store.ts';
import type { Tally } from '../guessing.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS accounts (
    account_id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('florist', 'operator')), password TEXT, disabled INTEGER NOT NULL,
    generation INTEGER NOT NULL, created_at INTEGER NOT NULL, last_sign_in_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sessions (
    digest TEXT PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL, generation INTEGER NOT NULL,
    opened_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, device TEXT NOT NULL, address TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tallies (key TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS links (digest TEXT PRIMARY KEY, account_id TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

const ADVICE =
  'It holds who may sign in. Put it back from a backup; or move it away, start again, and add the shop’s people anew ' +
  '(npm run people). Orders, money and keys are not in it.';

/**
 * The shop's people and their sessions in one SQLite file. A command-line tool may write to it while the shop runs: each call is one
 * short transaction. `synchronous=FULL`: what is answered is on the disk. `secure_delete=ON`: an old password's hash is overwritten.
 */
export class EmbeddedAccountStore implements AccountStore {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;

  /**
   * Opens the file, or makes one that only its owner can read.
   * @throws StartFault when it can't be used.
   */
  constructor(path: string) {
    [this.#db, this.#statements] = orAdvise(path, ADVICE, () => {
      const db = openPrivateFile(path, { schema: SCHEMA, synchronous: 'FULL', timeout: 2_000 });
      return [db, prepare(db)];
    });
  }

  async add(account: Account): Promise<boolean> {
    const { accountId, name, role, password, disabled, generation, createdAt, lastSignInAt } = account;
    const key = nameKeyOf(name);
    return this.#write(
      ({ add }) =>
        add.run(accountId, name, key, role, password, Number(disabled), generation, createdAt, lastSignInAt).changes ===
        1,
    );
  }

  async all(): Promise<readonly Account[]> {
    return this.#read(({ all }) => all.all().map(toAccount));
  }

  async named(name: string): Promise<Account | null> {
    return this.#read(({ named }) => accountOrNull(named.get(nameKeyOf(name))));
  }

  async find(accountId: string): Promise<Account | null> {
    return this.#read(({ find }) => accountOrNull(find.get(accountId)));
  }

  async change(accountId: string, { password, disabled, lastSignInAt }: AccountChange): Promise<void> {
    this.#write(({ setPassword, setDisabled, setSignIn }) => {
      if (password !== undefined) setPassword.run(password, accountId);
      if (disabled !== undefined) setDisabled.run(Number(disabled), accountId);
      if (lastSignInAt !== undefined) setSignIn.run(lastSignInAt, accountId);
    });
  }

  async endAll(accountId: string): Promise<void> {
    this.#write(({ nextGeneration, endAll, dropLinks }) => {
      nextGeneration.run(accountId);
      endAll.run(accountId);
      dropLinks.run(accountId);
    });
  }

  async open(session: Session): Promise<void> {
    const { digest, sessionId, accountId, generation, openedAt, seenAt, device, address } = session;
    this.#write(({ open }) => open.run(digest, sessionId, accountId, generation, openedAt, seenAt, device, address));
  }

  async session(digest: string): Promise<{ session: Session; account: Account } | null> {
    return this.#read(({ session, find }) => {
      const row = session.get(digest);
      const account = row === undefined ? null : accountOrNull(find.get(row.account_id as string));
      return row === undefined || account === null ? null : { session: toSession(row), account };
    });
  }

  async seen(sessionId: string, at: number): Promise<void> {
    this.#write(({ seen }) => seen.run(at, sessionId));
  }

  async sessions(): Promise<readonly Session[]> {
    return this.#read(({ sessions }) => sessions.all().map(toSession));
  }

  async end(sessionId: string): Promise<boolean> {
    return this.#write(({ end }) => end.run(sessionId).changes === 1);
  }

  async keepLink({ digest, accountId, until }: SignInLink): Promise<void> {
    this.#write(({ keepLink }) => keepLink.run(digest, accountId, until));
  }

  async takeLink(digest: string): Promise<SignInLink | null> {
    return this.#write(({ takeLink }) => {
      const row = takeLink.get(digest);
      return row === undefined ? null : { digest, accountId: row.account_id as string, until: row.until as number };
    });
  }

  async tally(key: string, change: (tally: Tally | null) => Tally | null): Promise<void> {
    this.#write(({ tally, keepTally, dropTally }) => {
      const row = tally.get(key);
      const next = change(row === undefined ? null : { count: row.count as number, lastAt: row.last_at as number });
      if (next === null) dropTally.run(key);
      else keepTally.run(key, next.count, next.lastAt);
    });
  }

  async forget({ openedBy, seenBy, linksBy, talliesBy }: ForgetLimits): Promise<void> {
    this.#write(({ forgetSessions, forgetLinks, forgetTallies }) => {
      forgetSessions.run(openedBy, seenBy);
      forgetLinks.run(linksBy);
      forgetTallies.run(talliesBy);
    });
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #read<Result>(work: (statements: ReturnType<typeof prepare>) => Result): Result {
    try {
      return work(this.#statements);
    } catch (cause) {
      throw new StoreUnavailable(`accounts: ${(cause as Error).message}`, { cause });
    }
  }

  /** All of one call, or nothing of it. */
  #write<Result>(work: (statements: ReturnType<typeof prepare>) => Result): Result {
    return this.#read((statements) => inTransaction(this.#db, () => work(statements)));
  }
}

type Row = Record<string, SQLOutputValue>;

function accountOrNull(row: Row | undefined): Account | null {
  return row === undefined ? null : toAccount(row);
}

function toAccount(row: Row): Account {
  return {
    accountId: row.account_id as string,
    name: row.name as string,
    role: row.role as StaffRole,
    password: row.password as string | null,
    disabled: row.disabled === 1,
    generation: row.generation as number,
    createdAt: row.created_at as number,
    lastSignInAt: row.last_sign_in_at as number | null,
  };
}

function toSession(row: Row): Session {
  return {
    digest: row.digest as string,
    sessionId: row.session_id as string,
    accountId: row.account_id as string,
    generation: row.generation as number,
    openedAt: row.opened_at as number,
    seenAt: row.seen_at as number,
    device: row.device as string,
    address: row.address as string,
  };
}

function prepare(db: DatabaseSync) {
  return {
    add: db.prepare(
      'INSERT OR IGNORE INTO accounts (account_id, name, name_key, role, password, disabled, generation, created_at, last_sign_in_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    all: db.prepare('SELECT * FROM accounts ORDER BY name_key'),
    named: db.prepare('SELECT * FROM accounts WHERE name_key = ?'),
    find: db.prepare('SELECT * FROM accounts WHERE account_id = ?'),
    setPassword: db.prepare('UPDATE accounts SET password = ? WHERE account_id = ?'),
    setDisabled: db.prepare('UPDATE accounts SET disabled = ? WHERE account_id = ?'),
    setSignIn: db.prepare('UPDATE accounts SET last_sign_in_at = ? WHERE account_id = ?'),
    nextGeneration: db.prepare('UPDATE accounts SET generation = generation + 1 WHERE account_id = ?'),
    open: db.prepare(
      'INSERT INTO sessions (digest, session_id, account_id, generation, opened_at, seen_at, device, address) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    session: db.prepare('SELECT * FROM sessions WHERE digest = ?'),
    sessions: db.prepare('SELECT * FROM sessions ORDER BY opened_at DESC, session_id DESC'),
    seen: db.prepare('UPDATE sessions SET seen_at = max(seen_at, ?) WHERE session_id = ?'),
    end: db.prepare('DELETE FROM sessions WHERE session_id = ?'),
    endAll: db.prepare('DELETE FROM sessions WHERE account_id = ?'),
    keepLink: db.prepare('INSERT INTO links (digest, account_id, until) VALUES (?, ?, ?)'),
    takeLink: db.prepare('DELETE FROM links WHERE digest = ? RETURNING account_id, until'),
    dropLinks: db.prepare('DELETE FROM links WHERE account_id = ?'),
    forgetSessions: db.prepare('DELETE FROM sessions WHERE opened_at <= ? OR seen_at <= ?'),
    tally: db.prepare('SELECT count, last_at FROM tallies WHERE key = ?'),
    keepTally: db.prepare('INSERT OR REPLACE INTO tallies (key, count, last_at) VALUES (?, ?, ?)'),
    dropTally: db.prepare('DELETE FROM tallies WHERE key = ?'),
    forgetTallies: db.prepare('DELETE FROM tallies WHERE last_at <= ?'),
    forgetLinks: db.prepare('DELETE FROM links WHERE until <= ?'),
  } satisfies Record<string, StatementSync>;
}
