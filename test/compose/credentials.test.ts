import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { devCredentials } from '../../src/compose/credentials.ts';
import { StartFault } from '../../src/platform/runtime/start-fault.ts';

describe('the credentials that development makes for a data folder', () => {
  let folder: string;
  const path = () => join(folder, 'dev-credentials.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-credentials-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are made once, for the user alone', () => {
    const made = devCredentials(folder, true);
    expect(devCredentials(folder, true)).toEqual(made);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', 'null', '{"secret":5}', '{"secret":"","floristToken":"a","operatorToken":"b"}'])(
    'are not made anew over a file that says %j',
    (text) => {
      writeFileSync(path(), text);
      expect(() => devCredentials(folder, true)).toThrow(StartFault);
      expect(() => devCredentials(folder, true)).toThrow(/dev-credentials.json.*put it back.*KKOTGIL_SECRET/);
    },
  );

  it('are not made beside keys that another secret opens, unless that is given', () => {
    writeFileSync(join(folder, 'keys.db'), '');
    expect(() => devCredentials(folder, true)).toThrow(/is missing/);
    expect(existsSync(path())).toBe(false);
    expect(devCredentials(folder, false).floristToken).toMatch(/^florist-/);
  });
});
