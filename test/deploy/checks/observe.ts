import { collectDefaultMetrics, Registry } from 'prom-client';
import { eventRegistry } from '../../../src/stored-events/registry.ts';
import { type Faults, type Files, yamlOf } from '../support/files.ts';

const ALERTS = 'deploy/observe/alerts.yml';
const DASHBOARD = 'deploy/observe/grafana/dashboards/kkotgil.json';
const ADAPTER = 'deploy/observe/prometheus-adapter.yaml';
const AUTOSCALER = 'deploy/base/api-autoscaler.yaml';
const OPERATIONS = 'docs/operations.md';
/** Where the program names its metrics. */
const SOURCES = [
  'src/api/pages/staff/sign-in.ts',
  'src/api/plugins/http-metrics.ts',
  'src/compose/event-counter.ts',
  'src/compose/gateways.ts',
  'src/compose/log-check.ts',
  'src/compose/log-output.ts',
  'src/compose/process-metrics.ts',
  'src/compose/storage-metrics.ts',
  'src/compose/view-metrics.ts',
];
const NAME = /\b(?:kkotgil|http|nodejs|process)_[a-z0-9_]+\b/g;

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook_url?: string };
}
interface Alerts {
  readonly groups: readonly { readonly rules: readonly Alert[] }[];
}
interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

function namesOf(files: Files): Set<string> {
  const defaults = new Registry();
  collectDefaultMetrics({ register: defaults });
  const own = SOURCES.flatMap((path) => files.read(path).match(NAME) ?? []);
  return new Set([...defaults.getMetricsAsArray().map(({ name }) => name), ...own]);
}

/** What is drawn, alerted and scaled by is a number that the program gives. */
export function metricsExist(files: Files): Faults {
  const known = namesOf(files);
  const made = /as: (\w+)/.exec(files.read(ADAPTER))?.[1];
  const alerts = yamlOf<Alerts>(files, ALERTS).groups.flatMap(({ rules }) => rules);
  const { panels } = JSON.parse(files.read(DASHBOARD)) as Dashboard;
  const asked: [by: string, text: string][] = [
    ...alerts.map(({ alert, expr }): [string, string] => [`alert ${alert}`, expr]),
    ...panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [`panel ${title}`, expr])),
    [ADAPTER, /seriesQuery: '(\w+)/.exec(files.read(ADAPTER))?.[1] ?? ''],
  ];
  const faults = asked.flatMap(([by, text]) =>
    (text.match(NAME) ?? [])
      .filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')))
      .map((name) => `${by} asks for ${name}, which nobody counts`),
  );
  for (const [by, text] of asked) {
    for (const [, type] of text.matchAll(/type="(\w+)"/g)) {
      if (!eventRegistry.has(type as string)) faults.push(`${by} counts ${type}, which is no event`);
    }
  }
  const scaled = /metric: \{ name: (\w+) \}/.exec(files.read(AUTOSCALER))?.[1];
  return scaled === made ? faults : [...faults, `the autoscaler asks for ${scaled}, and the adapter makes ${made}`];
}

/** Whoever is called by an alert finds in the handbook a section that says what to do, names what the alert is made of, and is linked. */
export function alertsAreExplained(files: Files): Faults {
  const sections = new Map(
    files
      .read(OPERATIONS)
      .split(/^### /m)
      .slice(1)
      .map((text): [string, string] => [text.slice(0, text.indexOf('\n')).trim(), text]),
  );
  const { groups } = yamlOf<Alerts>(files, ALERTS);
  const alerts = groups.flatMap(({ rules }) => rules);
  const faults = alerts.flatMap(({ alert, expr, annotations }) => {
    const section = sections.get(alert);
    if (section === undefined) return [`${OPERATIONS} does not explain ${alert}`];
    const link = `${OPERATIONS}#${alert.toLowerCase()}`;
    const unnamed = (expr.match(NAME) ?? []).filter(
      (name) => !section.includes(name.replace(/_(bucket|count|sum)$/, '')),
    );
    return [
      ...(annotations.runbook_url === link ? [] : [`alert ${alert} does not lead to ${link}`]),
      ...unnamed.map((name) => `${OPERATIONS} does not say of ${alert} that it is made of ${name}`),
    ];
  });
  const known = new Set(alerts.map(({ alert }) => alert));
  const orphans = [...sections.keys()].filter((title) => title.startsWith('Kkotgil') && !known.has(title));
  return [...faults, ...orphans.map((title) => `${OPERATIONS} explains ${title}, which is no alert`)];
}
