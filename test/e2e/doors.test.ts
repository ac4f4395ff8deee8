import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, FLORIST_TOKEN, OPERATOR_TOKEN, startApp, temporaryFolder } from './support/app.ts';
import { anOrder } from './support/client.ts';

describe('the program as its user has it', () => {
  let app: App;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    app = await startApp({ dataDir: join(folder.path, 'data') });
    const placed = await fetch(`${app.url}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(anOrder()),
    });
    expect(placed.status).toBe(201);
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await folder.remove();
  }, 30_000);

  it('lets nobody else read its files', () => {
    const modes = () =>
      readdirSync(app.dataDir, { recursive: true, withFileTypes: true }).map((entry) => {
        const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
        return `${entry.name} ${entry.isDirectory() ? 'folder' : 'file'} ${mode.toString(8)}`;
      });

    expect(modes().filter((line) => !/ (folder 700|file 600)$/.test(line))).toEqual([]);
    expect((statSync(app.dataDir).mode & 0o777).toString(8)).toBe('700');
    expect(modes().map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['log.db', 'views.db', 'simulators']),
    );
  });

  it('never says a token that it was given', () => {
    const said = app.output.join('\n');

    expect(said).toContain('open these to look around');
    expect(said).not.toContain(FLORIST_TOKEN);
    expect(said).not.toContain(OPERATOR_TOKEN);
  });
});
