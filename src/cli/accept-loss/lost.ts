import { createInterface } from 'node:readline/promises';
import { StartFault } from '../../platform/runtime/start-fault.ts';

/** What is lost, as a person is told of it before anything is changed. */
export interface Lost {
  /** As the stores say it; empty when nothing is lost. */
  readonly losses: readonly { readonly what: string }[];
  /** Each of them as sentences. */
  readonly words: readonly string[];
  readonly orders: readonly { readonly orderId: string; readonly status: string | null }[];
  /** Keys that events name and nobody has any more. */
  readonly keyIds: readonly string[];
  /** How far an order was known, in words; empty where that is not known. */
  readonly seen: (index: number) => string;
}

/** How a person is asked. */
export interface Asking {
  readonly yes: boolean;
  readonly json: boolean;
}

/** Says that nothing is lost. */
export function sayWhole(where: string, { json }: Asking): void {
  process.stdout.write(json ? '{"losses":[]}\n' : `Nothing is missing from ${where}: the shop can start on it.\n`);
}

/** Names what is lost, and asks whether to go on without it. @throws StartFault when the answer is no */
export async function askToGoOn(lost: Lost, { yes, json }: Asking): Promise<void> {
  const { losses, orders, keyIds } = lost;
  process.stdout.write(json ? `${JSON.stringify({ losses, orders, keyIds })}\n` : inWords(lost));
  if (!yes && !(await agrees())) throw new StartFault('Nothing was changed.');
}

function inWords({ words, orders, keyIds, seen }: Lost): string {
  const lines = ['What is lost:', ...words.map((each) => `  ${each}`)];
  if (keyIds.length > 0) lines.push(`  ${keyIds.length} people can't be read any more, and will read as erased.`);
  lines.push(orders.length === 0 ? 'No order is known to be concerned.' : `It concerns ${orders.length} orders:`);
  for (const [index, { orderId, status }] of orders.entries()) {
    lines.push(`  ${orderId}${status === null ? '' : `, last known as ${status}`}${seen(index)}`);
  }
  return `${lines.join('\n')}\n`;
}

async function agrees(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('Go on without it? Type "lost" to agree: ')).trim() === 'lost';
  } finally {
    terminal.close();
  }
}
