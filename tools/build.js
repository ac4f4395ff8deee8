// Makes `dist/main.js`, which `npm start` runs: the program in a few files. What is built already is left as it is, so this may always be asked for.
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
/** All that a build is made of and by. */
const INPUTS = ['src/**/*.ts', 'web/**/*.ts', 'package-lock.json', 'tools/build.js', 'tools/bundle.js'];
/** A program that runs may load more of the build it was started from; so the last ones stay. */
const BUILDS_KEPT = 3;
const BUILD = /^[0-9a-f]{16}$/;
const DRAFT = /^[0-9a-f]{16}\.\d+$/;
/** Nobody still makes a build that was begun so long ago, in milliseconds. */
const DRAFT_MS = 3_600_000;

if (process.argv[1] === import.meta.filename) await build();

/**
 * Builds what is not built yet. Several may do so at once: each build has a folder of its own, named by what it is made of.
 * Where it can't be built, for want of the packages for development, the program is run from its sources.
 * @returns {Promise<string>} what is to be run.
 */
export async function build() {
  const name = nameOf(globSync(INPUTS, { cwd: ROOT }).sort());
  const folder = join(DIST, name);
  let start = `import './${name}/main.js';\n`;
  try {
    if (!existsSync(folder)) await bundleInto(folder);
  } catch (error) {
    console.error(
      `The program could not be bundled: ${error.message}\nIt runs from its sources, and takes longer to start.`,
    );
    start = `import '../src/main.ts';\n`;
  }
  const main = join(DIST, 'main.js');
  if (!existsSync(main) || readFileSync(main, 'utf8') !== start) {
    mkdirSync(DIST, { recursive: true });
    const draft = `${main}.${process.pid}`;
    writeFileSync(draft, start);
    renameSync(draft, main);
  }
  removeOldBuilds();
  return main;
}

function nameOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** All of it or nothing, also when somebody else does the same. */
async function bundleInto(folder) {
  const draft = `${folder}.${process.pid}`;
  try {
    // Not there where the packages for development are not.
    const { bundle } = await import('./bundle.js');
    await bundle(ROOT, draft);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** What others make at this moment comes and goes while it is looked at, and is theirs. */
function removeOldBuilds() {
  const madeAt = (name) => statSync(join(DIST, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const found = readdirSync(DIST).map((name) => ({ name, at: madeAt(name) }));
  const builds = found.filter(({ name }) => BUILD.test(name)).sort((one, other) => other.at - one.at);
  const drafts = found.filter(({ name, at }) => DRAFT.test(name) && at < Date.now() - DRAFT_MS);
  for (const { name } of [...builds.slice(BUILDS_KEPT), ...drafts])
    rmSync(join(DIST, name), { recursive: true, force: true, maxRetries: 3 });
}
