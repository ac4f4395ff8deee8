// Puts the program and its packages into a few files: more than half of a start is to find and load 1,300 modules, one by one.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** Stay packages: only a program on servers loads them. They bring files along, and parts that they load by name. */
const LEFT_OUT = ['@eventstore/db-client', 'mongodb'];
/** How a module of ours starts a thread: by the module that is to run on it. */
const THREAD = /new URL\('(\.\/[^']+\.ts)', import\.meta\.url\)/g;
/** How modules ask where they lie. */
const ASKS_FOR_PLACE = /\bimport\.meta\.(?:dirname|filename|url)\b|\b__(?:dirname|filename)\b/g;
/** What each file of a bundle begins with: what CommonJS modules find where they run, and where a module lies that is told so. */
const PRELUDE = `
import { createRequire as requireOf } from 'node:module';
import { dirname as folderOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = requireOf(import.meta.url);
const placeOfModule = (file) => new URL(file, import.meta.url);
`;

/**
 * Nothing behaves differently in a bundle: a module that asks where it lies is told its place among the sources or packages,
 * and a thread runs a bundle of its own. They share no file: what Node keeps of a file's compiled code is what the first to load it needed.
 */
export async function bundle(root, folder) {
  const threads = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
    [...textOf(join(root, file)).matchAll(THREAD)].map(([, thread]) => join(root, dirname(file), thread)),
  );
  for (const file of [join(root, 'src/main.ts'), ...threads]) {
    const name = outputOf(root, file);
    await build({
      absWorkingDir: root,
      entryPoints: { [name]: file },
      outdir: folder,
      chunkNames: `${name}-[hash]`,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      external: LEFT_OUT,
      banner: { js: PRELUDE },
      sourcemap: 'linked',
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'error',
      plugins: [{ name: 'places', setup: (bundler) => keepPlaces(bundler, root, folder) }],
    });
  }
}

function keepPlaces(bundler, root, folder) {
  bundler.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
    const text = textOf(path);
    const parts = text.split(THREAD).map((part, index) =>
      // Every other part is what a thread is begun with.
      index % 2 === 1
        ? `new URL('./${outputOf(root, resolve(dirname(path), part))}.js', import.meta.url)`
        : part.replace(ASKS_FOR_PLACE, (asked) => placeOf(asked, relative(folder, path))),
    );
    return { contents: parts.join(''), loader: path.endsWith('.ts') ? 'ts' : 'js' };
  });
}

/** Found out when it is asked for: a bundle may be moved together with its sources and packages. */
function placeOf(asked, file) {
  const url = `placeOfModule(${JSON.stringify(file)})`;
  if (asked === 'import.meta.url') return `${url}.href`;
  return asked.endsWith('dirname') ? `folderOf(pathOf(${url}))` : `pathOf(${url})`;
}

function outputOf(root, file) {
  return relative(join(root, 'src'), file).replace(/\.ts$/, '').replaceAll('/', '-');
}

function textOf(path) {
  return readFileSync(path, 'utf8');
}
