import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { isDamaged } from '../audit/story.ts';
import type { Locale } from '../domain/order/index.ts';
import { DamagedLog } from '../platform/eventstore/event-store.ts';
import { toTimestamp } from '../platform/runtime/clock.ts';
import { isUuid } from '../platform/runtime/ids.ts';
import { OperatorClient } from './operator-client.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';
import { storyDocument } from './story/document.ts';
import { drawStory } from './story/draw.ts';
import { openLocalLog } from './story/local-log.ts';
import { orderInWords } from './story/order-in-words.ts';
import { fromLog, fromShop, type StorySource } from './story/source.ts';

interface Options {
  readonly dataDir: string;
  readonly url?: string;
  readonly token?: string;
  readonly at?: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly lang: Locale;
}

/** The page and the export hold personal data. */
const OWNER_ONLY = 0o600;

const program = new Command('npm run story --')
  .description('Tells the whole story of an order: as a tree of causes, as JSON, or as a page to print.')
  .argument('<orderId>', "the order's id", orderIdOf)
  .option('--at <time>', 'the order as it stood then (RFC 3339)', timeOf)
  .option('--json', 'as the API tells it')
  .option('--html <file>', 'writes a page to print, readable by this user alone')
  .addOption(new Option('--lang <language>', 'of that page').choices(['ko', 'en']).default('en'))
  .option('--url <url>', 'asks the running shop there; otherwise the log is read')
  .addOption(new Option('--token <token>', "the operator's token, for --url").env('KKOTGIL_OPERATOR_TOKEN'))
  .option('--data, --data-dir <dir>', 'data folder', process.env.KKOTGIL_DATA_DIR ?? './data')
  .addHelpText(
    'after',
    `
The log is opened for reading only, and the shop may run meanwhile. KKOTGIL_SECRET has to be set as it is for the shop,
where development has not made one. A shop on EventStoreDB is asked with --url.
Ends with 0 when the story was told, 1 when there is none or a part of it can't be read, 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
const options = program.opts<Options>();
if (options.html !== undefined && (options.at !== undefined || options.json === true)) {
  program.error("error: --html can't be used with --at or --json");
}

await runTool(async () => {
  const { url, dataDir, token } = options;
  const [orderId = ''] = program.processedArgs as string[];
  if (url !== undefined) {
    return tell(fromShop(new OperatorClient({ url, dataDir, ...(token !== undefined && { token }) })), orderId);
  }
  const local = openLocalLog(dataDir, process.env.KKOTGIL_SECRET || undefined);
  try {
    await tell(fromLog(local), orderId);
  } finally {
    local.close();
  }
});

async function tell(source: StorySource, orderId: string): Promise<void> {
  const { at, json, html, lang } = options;
  if (at !== undefined) {
    const order = await source.orderAt(orderId, at);
    process.stdout.write(json ? toJson(order) : orderInWords(order, at));
    return;
  }
  const story = await source.story(orderId);
  if (html !== undefined) writeFileSync(html, storyDocument(lang, story), { mode: OWNER_ONLY });
  else process.stdout.write(json ? toJson(story) : drawStory(story, hasColours()));
  if (isDamaged(story)) throw new DamagedLog('A part of this story can’t be read.');
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function hasColours(): boolean {
  return process.stdout.isTTY === true && process.stdout.hasColors();
}

function orderIdOf(text: string): string {
  if (!isUuid(text)) throw new InvalidArgumentError("It is not an order's id.");
  return text;
}

function timeOf(text: string): string {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (!isTime || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('It is not a time such as 2026-12-24T04:00:00Z.');
  return toTimestamp(Date.parse(text));
}
