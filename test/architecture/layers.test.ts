import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** The violations that the import rules find below a folder. */
function violations(folder: string, ...parts: string[]): Violation[] {
  const cli = join(ROOT, 'node_modules/.bin/depcruise');
  const { stdout, stderr } = spawnSync(
    cli,
    ['--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', ...parts],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 },
  );
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

/** For each rule, two files of which the first may not import the second. */
const planted: [rule: string, from: string, to: string][] = [
  ['domain-is-pure', 'src/domain/order.ts', 'src/platform/runtime/clock.ts'],
  ['platform-knows-no-shop', 'src/platform/eventstore/event-log.ts', 'src/domain/order.ts'],
  ['platform-knows-no-shop', 'src/platform/views/projector.ts', 'src/projections/order-status.ts'],
  ['platform-knows-no-shop', 'src/platform/processes/process-view.ts', 'src/stored-events/streams.ts'],
  ['platform/runtime-sees-only', 'src/platform/runtime/clock.ts', 'src/domain/order.ts'],
  ['platform/mongo-sees-only', 'src/platform/mongo/connect.ts', 'src/application/place-order.ts'],
  ['platform/leases-sees-only', 'src/platform/leases/hold.ts', 'src/platform/processes/ops-store.ts'],
  ['platform/eventstore-sees-only', 'src/platform/eventstore/event-log.ts', 'src/application/place-order.ts'],
  ['platform/folder-sees-only', 'src/platform/folder/losses.ts', 'src/platform/views/view-store.ts'],
  ['platform/servers-sees-only', 'src/platform/servers/losses.ts', 'src/platform/views/view-store.ts'],
  ['platform/backup-sees-only', 'src/platform/backup/back-up.ts', 'src/platform/views/view-store.ts'],
  ['platform/views-sees-only', 'src/platform/views/projector.ts', 'src/platform/processes/ops-store.ts'],
  ['platform/processes-sees-only', 'src/platform/processes/ops-store.ts', 'src/platform/views/view.ts'],
  ['stored-events-sees-only', 'src/stored-events/order.ts', 'src/platform/views/view.ts'],
  ['stored-events-sees-only', 'src/stored-events/menu-reader.ts', 'src/platform/runtime/clock.ts'],
  ['links-sees-only', 'src/links/tracking-link.ts', 'src/stored-events/streams.ts'],
  ['projections-sees-only', 'src/projections/order-status.ts', 'src/platform/processes/ops-store.ts'],
  ['projections-sees-only', 'src/projections/order-status.ts', 'src/stored-events/registry.ts'],
  ['application-sees-only', 'src/application/place-order.ts', 'src/api/app.ts'],
  ['gateways-sees-only', 'src/gateways/http.ts', 'src/processes/payment.ts'],
  ['accounts-sees-only', 'src/accounts/sign-in.ts', 'src/application/place-order.ts'],
  ['audit-sees-only', 'src/audit/story.ts', 'src/processes/payment.ts'],
  ['audit-sees-only', 'src/audit/story.ts', 'src/projections/queries.ts'],
  ['processes-sees-only', 'src/processes/payment.ts', 'src/projections/queries.ts'],
  ['processes-sees-only', 'src/processes/payment.ts', 'src/gateways/http/client.ts'],
  ['api-sees-only', 'src/api/app.ts', 'src/platform/processes/runner/runner.ts'],
  ['api-sees-only', 'src/api/app.ts', 'src/platform/views/view-store.ts'],
  ['adapters-are-wired-outside', 'src/platform/processes/runner.ts', 'src/platform/processes/embedded/ops-store.ts'],
  ['adapters-are-wired-outside', 'src/platform/processes/runner.ts', 'src/platform/mongo/connect.ts'],
  ['adapters-are-wired-outside', 'src/projections/queries.ts', 'src/platform/backup/back-up.ts'],
  [
    'adapters-are-wired-outside',
    'src/platform/eventstore/event-log.ts',
    'src/platform/eventstore/keyring/mongo-keyring.ts',
  ],
  ['nobody-sees-the-composition', 'src/api/app.ts', 'src/config.ts'],
  ['pages-only-draw', 'web/pages/order.ts', 'src/application/place-order.ts'],
  ['browsers-get-modules-of-their-own', 'web/assets/scripts/order.js', 'web/texts/ko.ts'],
  ['only-routes-of-pages-see-pages', 'src/api/routes/menu.ts', 'web/pages/storefront.ts'],
];

const otherFaults: [rule: string, name: string, files: Record<string, string>][] = [
  ['domain-is-pure', 'a module of Node in the domain', { 'src/domain/order.ts': "import 'node:crypto';\n" }],
  [
    'no-cycles',
    'two files that import each other',
    {
      'src/domain/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'src/domain/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    },
  ],
  ['no-orphans', 'a file that nobody imports', { 'src/domain/alone.ts': 'export const x = 1;\n' }],
];

/** What is allowed stays green. */
const sound = {
  'src/main.ts': "import './platform/processes/embedded/ops-store.ts';\nimport './domain/order.ts';\n",
  'src/platform/processes/embedded/ops-store.ts': "import '../ops-store.ts';\n",
  'src/platform/processes/ops-store.ts': "import '../runtime/clock.ts';\n",
  'src/platform/runtime/clock.ts': 'export const x = 1;\n',
  'src/domain/order.ts': 'export const x = 1;\n',
};

describe('the import rules', () => {
  let fixture: string;
  let found: readonly Violation[];
  // One tree for all cases, a folder each: the tool is started once.
  beforeAll(() => {
    fixture = realpathSync(mkdtempSync(join(tmpdir(), 'kkotgil-layers-')));
    plant('tsconfig.json', '{}');
    for (const [index, [, from, to]] of planted.entries()) {
      const up = '../'.repeat(from.split('/').length - 1);
      plant(`case-${index}/${from}`, `import { x } from '${up}${to}';\nexport const y = x;\n`);
      plant(`case-${index}/${to}`, 'export const x = 1;\n');
    }
    for (const [rule, , files] of otherFaults) {
      for (const [path, text] of Object.entries(files)) plant(`other-${rule}/${path}`, text);
    }
    for (const [path, text] of Object.entries(sound)) plant(`sound/${path}`, text);
    found = violations(fixture, '.');
  });
  afterAll(() => rmSync(fixture, { recursive: true }));

  function plant(path: string, text: string): void {
    mkdirSync(dirname(join(fixture, path)), { recursive: true });
    writeFileSync(join(fixture, path), text);
  }
  const rulesIn = (folder: string) =>
    found.filter(({ from }) => from.startsWith(`${folder}/`)).map(({ rule }) => rule.name);

  it('hold in this tree', () => {
    expect(violations(ROOT, 'src', 'web', 'test', 'bench')).toEqual([]);
  });

  it.each(planted.map((each, index) => [...each, index] as const))(
    '%s turns red when %s imports %s',
    (rule, _from, _to, index) => {
      expect(rulesIn(`case-${index}`)).toContain(rule);
    },
  );

  it.each(otherFaults)('%s turns red at %s', (rule) => {
    expect(rulesIn(`other-${rule}`)).toContain(rule);
  });

  it('leave alone what is allowed', () => {
    expect(rulesIn('sound')).toEqual([]);
  });
});
