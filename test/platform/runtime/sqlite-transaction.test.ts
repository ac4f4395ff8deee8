import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { inTransaction } from '../../../src/platform/runtime/sqlite-transaction.ts';

let db: DatabaseSync;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE flowers (name TEXT NOT NULL) STRICT');
});
afterEach(() => db.close());

const write = (name: string) => db.prepare('INSERT INTO flowers (name) VALUES (?)').run(name);
const written = () => db.prepare('SELECT name FROM flowers').all().length;

it('commits the work and returns its result', () => {
  const result = inTransaction(db, () => {
    write('rose');
    write('tulip');
    return 'done';
  });

  expect(result).toBe('done');
  expect(db.isTransaction).toBe(false);
  expect(written()).toBe(2);
});

it('leaves nothing of work that fails, and takes the next one', () => {
  const failing = () =>
    inTransaction(db, () => {
      write('rose');
      throw new Error('no more');
    });

  expect(failing).toThrow('no more');
  expect(written()).toBe(0);
  inTransaction(db, () => write('tulip'));
  expect(written()).toBe(1);
});

it('throws the first fault when SQLite has ended the transaction by itself', () => {
  const failing = () =>
    inTransaction(db, () => {
      db.exec('ROLLBACK');
      throw new Error('the disk is full');
    });

  expect(failing).toThrow('the disk is full');
});
