import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { lockFolder } from '../../../../src/platform/eventstore/embedded/folder-lock.ts';
import { openLogFileReadOnly } from '../../../../src/platform/eventstore/embedded/log-file.ts';
import type { EventStore } from '../../../../src/platform/eventstore/event-store.ts';

describe('the lock of a data folder', () => {
  let dataDir: string;
  let running: EventStore | null;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-lock-'));
    running = openEmbeddedEventStore({ dataDir });
  });
  afterEach(async () => {
    await running?.close();
    rmSync(dataDir, { recursive: true });
  });

  const lock = () => join(dataDir, 'app.lock');
  const stop = async () => {
    await running?.close();
    running = null;
  };

  it('is held while an app is open, and free afterwards', async () => {
    expect(() => lockFolder(dataDir)).toThrow(/Another process is running/);
    await stop();
    lockFolder(dataDir)();
  });

  it('still keeps a second app out when somebody has deleted its file, however often that one tries', () => {
    rmSync(lock());
    expect(() => lockFolder(dataDir)).toThrow(/Another process is running/);
    expect(() => lockFolder(dataDir)).toThrow(/Another process is running/);
  });

  it('still keeps a second app out when another file was put in its place', () => {
    copyFileSync(lock(), `${lock()}.copy`);
    renameSync(`${lock()}.copy`, lock());
    expect(() => lockFolder(dataDir)).toThrow(/Another process is running/);
  });

  it('is free again once the app that lost its file has ended', async () => {
    rmSync(lock());
    await stop();
    lockFolder(dataDir)();
  });

  it('lets an app start while somebody reads the log', async () => {
    await stop();
    const tool = openLogFileReadOnly(dataDir);
    tool.prepare('SELECT count(*) FROM events').get();
    lockFolder(dataDir)();
    tool.close();
  });
});
