// Which room may look into which. Each rule has a planted violation in test/architecture/layers.test.ts that must turn red.

/** Adapters of what keeps things: files of this machine, MongoDB, EventStoreDB. */
const ADAPTERS = [
  '/embedded/',
  '/embedded-[^/]+\\.ts$',
  '/mongo/',
  '/mongo-[^/]+\\.ts$',
  '/eventstoredb/',
  'src/platform/backup/',
  'src/platform/folder/',
  'src/platform/servers/',
];
/** Those who put the program together, and those who measure or test it. */
const COMPOSERS = ['src/(main|run)\\.ts$', 'src/compose/', 'src/cli/', '^bench/', '/bench/', '^test/', '/test/'];

const mayOnlySee = (room, rooms, extra = {}) => ({
  name: `${room}-sees-only`,
  severity: 'error',
  from: { path: `src/${room}/`, ...extra.from },
  to: {
    path: '^(src|test|bench)/|/(src|test|bench)/',
    pathNot: [`src/${room}/`, ...rooms.map((each) => `src/${each}`)],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain imports nothing but itself: no package, no node: module, no other room.',
      severity: 'error',
      from: { path: 'src/domain/' },
      to: { pathNot: 'src/domain/' },
    },
    mayOnlySee('stored-events', ['domain/', 'platform/eventstore/(codec|keyring)/', 'platform/eventstore/[^/]+\\.ts']),
    {
      name: 'platform-knows-no-shop',
      comment: 'The machinery could be a package of its own: what it has to know of a shop is handed to it.',
      severity: 'error',
      from: { path: '(^|/)src/platform/' },
      to: { path: '(^|/)(src|web|test|bench)/', pathNot: '(^|/)src/platform/' },
    },
    mayOnlySee('platform/runtime', []),
    mayOnlySee('platform/mongo', ['platform/runtime/', 'platform/eventstore/event-store\\.ts']),
    mayOnlySee('platform/leases', ['platform/runtime/', 'platform/mongo/', 'platform/eventstore/event-store\\.ts']),
    mayOnlySee('platform/eventstore', ['platform/runtime/', 'platform/mongo/']),
    mayOnlySee('platform/backup', ['platform/runtime/', 'platform/eventstore/', 'platform/folder/witness\\.ts']),
    mayOnlySee('platform/folder', ['platform/runtime/', 'platform/eventstore/']),
    mayOnlySee('platform/views', ['platform/runtime/', 'platform/mongo/', 'platform/eventstore/[^/]+\\.ts']),
    mayOnlySee('platform/servers', [
      'stored-events/streams\\.ts',
      'platform/runtime/',
      'platform/mongo/',
      'platform/eventstore/',
    ]),
    mayOnlySee('platform/processes', ['platform/runtime/', 'platform/mongo/', 'platform/eventstore/[^/]+\\.ts']),
    mayOnlySee('projections', [
      'domain/',
      'stored-events/(aggregates|agreement|event-log|streams)\\.ts',
      'platform/runtime/',
      'platform/eventstore/[^/]+\\.ts',
      'platform/views/(personal|view|view-reader)\\.ts',
    ]),
    mayOnlySee('application', ['domain/', 'stored-events/', 'platform/runtime/', 'platform/eventstore/[^/]+\\.ts']),
    mayOnlySee('audit', [
      'domain/',
      'stored-events/(event-log|streams)\\.ts',
      'platform/runtime/',
      'application/',
      'platform/eventstore/[^/]+\\.ts',
      'projections/(order-status|shop-view)\\.ts',
    ]),
    mayOnlySee('looks', ['platform/runtime/', 'platform/mongo/', 'platform/eventstore/event-store\\.ts']),
    mayOnlySee('accounts', [
      'domain/text\\.ts',
      'platform/runtime/',
      'platform/mongo/',
      'platform/eventstore/event-store\\.ts',
    ]),
    mayOnlySee('gateways', ['domain/', 'platform/runtime/']),
    mayOnlySee('processes', [
      'domain/',
      'stored-events/',
      'platform/runtime/',
      'application/',
      'platform/eventstore/[^/]+\\.ts',
      'platform/processes/([^/]+|remote/requests)\\.ts',
      'gateways/(payment|sms)-gateway\\.ts',
    ]),
    mayOnlySee('api', [
      'domain/',
      'stored-events/(agreement|event-log|streams)\\.ts',
      'platform/runtime/',
      'application/',
      'accounts/[^/]+\\.ts',
      'audit/',
      'platform/eventstore/[^/]+\\.ts',
      'projections/queries\\.ts',
      'platform/views/view-operations\\.ts',
      'platform/processes/operations\\.ts',
      'processes/operations\\.ts',
      'gateways/sms-inbox\\.ts',
      'looks/look-store\\.ts',
      'processes/retention/retention\\.ts',
    ]),
    {
      name: 'pages-only-draw',
      comment:
        'A page is drawn from what it is given: it knows the words of the domain and the shapes of views, and no package.',
      severity: 'error',
      from: { path: '(^|/)web/', pathNot: '^test/' },
      to: {
        pathNot: [
          '(^|/)web/',
          'src/domain/',
          'src/stored-events/streams\\.ts',
          'src/platform/eventstore/stream-names\\.ts',
          'src/platform/runtime/html\\.ts',
          'src/projections/(menu|order-status|reviews|delivery-board|deliveries-of-day|notifications|search-orders|order-search|takings-sum)\\.ts',
          'src/gateways/sms-inbox\\.ts',
          'src/audit/(story|gist)\\.ts',
          '^node:',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'browsers-get-modules-of-their-own',
      comment: 'What runs in a browser lies beside what it imports.',
      severity: 'error',
      from: { path: '(^|/)web/assets/', pathNot: '^test/' },
      to: { pathNot: '(^|/)web/assets/' },
    },
    {
      name: 'only-routes-of-pages-see-pages',
      severity: 'error',
      comment: 'Routes of pages draw them, and the tool that writes a story as a page.',
      from: { path: 'src/', pathNot: 'src/(api/pages|cli/story)/' },
      to: { path: '(^|/)web/' },
    },
    {
      name: 'adapters-are-wired-outside',
      comment: 'What keeps things somewhere is known to those who put the program together, and to itself.',
      severity: 'error',
      from: { pathNot: [...COMPOSERS, ...ADAPTERS] },
      to: { path: ADAPTERS },
    },
    {
      name: 'nobody-sees-the-composition',
      severity: 'error',
      from: { path: 'src/', pathNot: 'src/((main|run)\\.ts|compose/|cli/)' },
      to: { path: 'src/((main|run)\\.ts|compose/|cli/|config\\.ts)' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: 'src/', pathNot: ['\\.d\\.ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
