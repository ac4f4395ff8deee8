import { describe, expect, it } from '@jest/globals';
import * as compose from './checks/compose.ts';
import * as delivery from './checks/delivery.ts';
import * as image from './checks/image.ts';
import * as manifests from './checks/manifests.ts';
import * as observe from './checks/observe.ts';
import { type Check, project, withChange } from './support/files.ts';

const checks: Readonly<Record<string, Check>> = { ...compose, ...delivery, ...image, ...manifests, ...observe };

const COMPOSE = 'docker-compose.yml';
const API = 'deploy/base/api.yaml';
const PROCESSES = 'deploy/base/processes.yaml';
const BASE = 'deploy/base/kustomization.yaml';
const PRODUCTION = 'deploy/overlays/production/kustomization.yaml';
const AUTOSCALER = 'deploy/base/api-autoscaler.yaml';
const CI = '.github/workflows/ci.yml';

/** For each check, faults that it must find: file, what stands there, what is put in its place, and what is said to it. */
const planted: [check: string, path: string, from: string, to: string, fault: RegExp][] = [
  ['composeIsWellFormed', COMPOSE, 'restart: unless-stopped', 'restrat: unless-stopped', /additional properties/],
  ['composeIsWellFormed', COMPOSE, 'mongo:8.0.13', 'mongo', /concrete version tag/],
  ['composeReferencesExist', COMPOSE, '    mongo: {', '    mongodb: {', /api depends on mongodb, which is no service/],
  [
    'composeReferencesExist',
    COMPOSE,
    'mongo-data:/data/db',
    'mongo-date:/data/db',
    /mongo-date, which is not declared/,
  ],
  ['composeReferencesExist', COMPOSE, 'mongo-data:/data/db', 'mongo-config:/data/db', /mongo-data is used by nobody/],
  ['composeReferencesExist', COMPOSE, 'observe/alerts.yml:', 'observe/alarms.yml:', /which is not there/],
  [
    'composeReferencesExist',
    COMPOSE,
    'simulators: { condition',
    'jaeger: { condition',
    /jaeger is healthy, which has no/,
  ],
  ['composeReferencesExist', COMPOSE, 'simulators: { condition', 'grafana: { condition', /its profile leaves out/],
  ['composePortsAreLocal', COMPOSE, '127.0.0.1:2113:2113', '2113:2113', /eventstore opens 2113:2113 to everybody/],
  ['composeSettingsFit', COMPOSE, '  LOG_LEVEL: $', '  LOG_LEVLE: $', /LOG_LEVLE is no setting/],
  ['composeSettingsFit', COMPOSE, 'KKOTGIL_STORE: eventstoredb', 'KKOTGIL_STORE: mysql', /KKOTGIL_STORE/],
  [
    'composeSettingsFit',
    COMPOSE,
    'KKOTGIL_ROLES: processes',
    'KKOTGIL_ROLES: api',
    /no service has the role processes/,
  ],
  ['exampleIsWhole', '.env.example', '\nLOG_LEVEL=', '\nLOGLEVEL=', /does not explain LOG_LEVEL/],
  ['exampleIsWhole', COMPOSE, '{LOG_LEVEL:-info}', '{LOGLEVEL:-info}', /nobody asks for LOG_LEVEL/],
  ['nodeIsTheSame', 'Dockerfile', 'FROM node:24.', 'FROM node:22.', /is made of node:22/],
  ['nodeIsTheSame', '.nvmrc', '24', '22', /\.nvmrc says another version/],
  [
    'packagesRunEverywhere',
    'package-lock.json',
    '"node_modules/fastify": {',
    '"node_modules/fastify": { "os": ["linux"],',
    /fastify is made/,
  ],
  ['imageIsSafe', 'Dockerfile', 'ENTRYPOINT ["node"]', 'ENTRYPOINT node', /Node is not process 1/],
  [
    'imageIsSafe',
    'Dockerfile',
    'CMD ["dist/main.js"]',
    'CMD ["src/main.ts"]',
    /src\/main\.ts is not what npm start runs/,
  ],
  ['imageIsSafe', 'Dockerfile', 'RUN node tools/build.js', 'RUN node tools/biuld.js', /nothing builds dist\/main\.js/],
  ['imageIsSafe', 'Dockerfile', 'COPY --from=bundle /app/dist ./dist\n', '', /dist\/main\.js stays in its stage/],
  ['imageIsSafe', 'Dockerfile', 'USER 1000:1000', 'USER 0:0', /runs as root/],
  ['imageIsSafe', 'Dockerfile', '\nHEALTHCHECK ', '\n# HEALTHCHECK ', /no health check/],
  ['imageIsSafe', '.dockerignore', '!src', '', /src is copied, and \.dockerignore leaves it out/],
  ['serversAreTheSame', CI, 'image: mongo:8.0.13', 'image: mongo:7.0.2', /does not use mongo:8/],
  ['composePortsAgree', COMPOSE, 'PORT: "3000"', 'PORT: "3030"', /api does not open 3030/],
  ['composePortsAgree', COMPOSE, 'http://simulators:4001', 'http://simulators:4011', /simulators does not open 4011/],
  ['composePortsAgree', 'deploy/observe/prometheus.yml', 'api:9464', 'api:9465', /Prometheus asks api:9465/],
  ['composePortsAgree', 'Dockerfile', 'EXPOSE 3000', 'EXPOSE 8080', /does not expose 3000/],
  ['manifestsFitTheirSchemas', API, 'readinessProbe:', 'readynessProbe:', /Deployment kkotgil-api: .*readynessProbe/],
  ['manifestsFitTheirSchemas', API, 'containerPort: 3000', 'containerPort: http', /Deployment kkotgil-api/],
  [
    'manifestsFitTheirSchemas',
    'deploy/base/disruption-budgets.yaml',
    'policy/v1',
    'policy/v2',
    /policy\/v2 has no such kind/,
  ],
  ['manifestSettingsFit', BASE, 'LOG_LEVEL=info', 'LOGLEVEL=info', /LOGLEVEL is no setting/],
  ['manifestSettingsFit', PRODUCTION, 'KKOTGIL_PUBLIC_URL=https', 'KKOTGIL_PUBLIC_URL=gopher', /KKOTGIL_PUBLIC_URL/],
  ['manifestSettingsFit', PROCESSES, 'value: processes', 'value: projections', /no deployment has the role processes/],
  ['manifestPortsAgree', API, 'containerPort: 3000', 'containerPort: 3001', /port http is not PORT, 3000/],
  ['manifestPortsAgree', BASE, 'METRICS_PORT=9464', 'METRICS_PORT=9400', /port metrics is not METRICS_PORT, 9400/],
  [
    'manifestPortsAgree',
    API,
    '/health/ready',
    '/health/raedy',
    /readinessProbe asks for \/health\/raedy, which is no route/,
  ],
  ['manifestReferencesExist', AUTOSCALER, 'name: kkotgil-api }', 'name: kkotgil-app }', /scales kkotgil-app/],
  [
    'manifestReferencesExist',
    'deploy/base/api-service.yaml',
    'component: api }\n  ports',
    'component: app }\n  ports',
    /Service kkotgil-api selects no pod/,
  ],
  [
    'manifestReferencesExist',
    API,
    'secretRef: { name: kkotgil-secrets',
    'secretRef: { name: kkotgil-secret',
    /kkotgil-secret, which is not there/,
  ],
  [
    'manifestReferencesExist',
    'deploy/base/network-policies.yaml',
    'component: processes',
    'component: proceses',
    /selects no pod/,
  ],
  [
    'podsAreSafe',
    API,
    'readOnlyRootFilesystem: true',
    'readOnlyRootFilesystem: false',
    /may write to its root file system/,
  ],
  [
    'podsAreSafe',
    PROCESSES,
    'maxUnavailable: 0',
    'maxUnavailable: 1',
    /kkotgil-processes goes down while it is replaced/,
  ],
  ['podsAreSafe', PRODUCTION, 'newTag: 0.1.0', 'newTag: latest', /has an image without a version/],
  [
    'metricsExist',
    'deploy/observe/alerts.yml',
    'kkotgil_view_parked',
    'kkotgil_view_praked',
    /kkotgil_view_praked, which nobody counts/,
  ],
  ['metricsExist', AUTOSCALER, 'http_requests_per_second', 'http_requests_rate', /asks for http_requests_rate/],
  ['metricsExist', 'deploy/observe/alerts.yml', '"OrderPaid"', '"OrderPayed"', /counts OrderPayed, which is no event/],
  ['alertsAreExplained', 'docs/operations.md', '### KkotgilBusy', '### KkotgilBussy', /does not explain KkotgilBusy/],
  ['alertsAreExplained', 'deploy/observe/alerts.yml', '#kkotgilbusy', '#kkotgilbussy', /does not lead to/],
  [
    'actionsArePinned',
    CI,
    '@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
    '@v4',
    /actions\/checkout@v4 is not pinned/,
  ],
  ['jobsAreBounded', CI, 'needs: [verify, ', 'needs: [verfiy, ', /image needs verfiy, which is no job/],
  ['jobsAreBounded', CI, '  contents: read', '  contents: write', /may do more than read/],
  ['jobsAreBounded', CI, '    timeout-minutes: 30\n', '', /may go on for ever/],
  ['pipelinesRunWhatExists', CI, 'test/platform', 'test/platfrom', /uses test\/platfrom, which is not there/],
  ['pipelinesRunWhatExists', 'buildspec.yml', '.ci/run', '.ci/runn', /uses \.ci\/runn, which is not there/],
];

describe('the files that the shop is deployed by', () => {
  it.each(Object.entries(checks))('keep to the rule %s', async (_, check) => {
    expect(await check(project)).toEqual([]);
  });

  it.each(planted)('break the rule %s when %s has another thing than %j: %j', async (name, path, from, to, fault) => {
    const faults = await (checks[name] as Check)(withChange(path, from, to));
    expect(faults).toContainEqual(expect.stringMatching(fault));
  });

  it('have a fault planted for every rule', () => {
    expect(new Set(planted.map(([name]) => name))).toEqual(new Set(Object.keys(checks)));
  });
});
