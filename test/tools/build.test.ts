import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const FILES = {
  'src/main.ts': "console.log('ran', import.meta.filename);\n",
  'web/texts.ts': 'export const text = 1;\n',
};

describe('the build', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kkotgil-test-'));
    for (const folder of ['src', 'web', 'tools']) mkdirSync(join(root, folder));
    for (const [file, text] of Object.entries(FILES)) writeFileSync(join(root, file), text);
    for (const file of ['tools/build.js', 'tools/bundle.js', 'package.json', 'package-lock.json'])
      cpSync(join(ROOT, file), join(root, file));
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const node = (...args: string[]) =>
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const build = () => node('tools/build.js');
  const start = () => node('dist/main.js');
  const builds = () => readdirSync(join(root, 'dist'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

  it('runs what the sources say, and tells a module that asks where it lies its place among them', () => {
    build();
    expect(start()).toBe(`ran ${join(root, 'src/main.ts')}\n`);
  });

  it('does nothing when nothing has changed', () => {
    build();
    const at = statSync(join(root, 'dist/main.js')).mtimeMs;
    const [one] = builds();
    build();
    expect(builds()).toEqual([one]);
    expect(statSync(join(root, 'dist/main.js')).mtimeMs).toBe(at);
  });

  it('follows every change of a source, also back, and keeps the last three builds', () => {
    build();
    for (const word of ['one', 'two', 'three']) {
      writeFileSync(join(root, 'src/main.ts'), `console.log('${word}');\n`);
      build();
      expect(start()).toBe(`${word}\n`);
    }
    expect(builds()).toHaveLength(3);
    writeFileSync(join(root, 'src/main.ts'), `console.log('two');\n`);
    build();
    expect(start()).toBe('two\n');
  });

  it('gives a thread a bundle of its own', () => {
    writeFileSync(
      join(root, 'src/main.ts'),
      "import { Worker } from 'node:worker_threads';\nimport './shared.ts';\nnew Worker(new URL('./beside/thread.ts', import.meta.url));\n",
    );
    mkdirSync(join(root, 'src/beside'));
    writeFileSync(join(root, 'src/beside/thread.ts'), "import '../shared.ts';\nconsole.log(process.argv[1]);\n");
    writeFileSync(join(root, 'src/shared.ts'), "export const shared: string = 'x';\nconsole.log(shared);\n");
    build();
    expect(
      start()
        .split('\n')
        .filter((line) => line === 'x'),
    ).toHaveLength(2);
    const [one] = builds();
    const files = readdirSync(join(root, 'dist', one?.name as string));
    expect(files).toContain('beside-thread.js');
    // Nothing of one is a file of the other.
    expect(files.filter((file) => !file.startsWith('main') && !file.startsWith('beside-thread'))).toEqual([]);
  });

  it('may be asked for by several at once', async () => {
    const codes = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise((resolve) =>
            spawn(process.execPath, ['tools/build.js'], { cwd: root, stdio: 'ignore' }).on('exit', resolve),
          ),
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(builds()).toHaveLength(1);
    expect(start()).toContain('ran');
  });

  it('leaves what another is making at this moment, and takes away what was broken off long ago', () => {
    build();
    const [made] = builds();
    const [young, old] = [`${made?.name}.1`, `${made?.name}.2`];
    for (const draft of [young, old]) mkdirSync(join(root, 'dist', draft));
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(join(root, 'dist', old), yesterday, yesterday);
    for (const word of ['one', 'two', 'three']) {
      writeFileSync(join(root, 'src/main.ts'), `console.log('${word}');\n`);
      build();
    }
    const names = builds().map(({ name }) => name);
    expect(names).toHaveLength(4);
    expect(names).toContain(young);
    expect(names).not.toContain(made?.name);
  });

  it('runs the sources where it can not be made, and says so', () => {
    rmSync(join(root, 'node_modules'));
    const { status, stderr } = spawnSync(process.execPath, ['tools/build.js'], { cwd: root, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stderr).toContain('It runs from its sources');
    expect(readFileSync(join(root, 'dist/main.js'), 'utf8')).toBe("import '../src/main.ts';\n");
    expect(start()).toBe(`ran ${join(root, 'src/main.ts')}\n`);
    expect(builds()).toEqual([]);
  });
});
