import { FLORIST_TOKEN, type Program } from '../support/program.ts';

interface Card {
  readonly orderId: string;
  readonly status: string;
  readonly requestedAt: string;
}

/** Calls back for each order that comes onto the board from now on, as the event stream tells of it. What stands there already is another's. */
export async function followBoard(
  program: Pick<Program, 'url'>,
  signal: AbortSignal,
  onRequested: (orderId: string) => Promise<void>,
) {
  const headers = { authorization: `Bearer ${FLORIST_TOKEN}` };
  const met = new Set<string>();
  const begun = new Date().toISOString();
  try {
    const stream = await fetch(`${program.url}/api/deliveries/stream`, { headers, signal });
    let text = '';
    for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const ends = text.lastIndexOf('\n\n');
      if (ends < 0) continue;
      for (const [, data] of text.slice(0, ends + 1).matchAll(/^data: (.*)$/gm)) {
        for (const { orderId, status, requestedAt } of cardsIn(data as string)) {
          if (status !== 'Requested' || requestedAt < begun || met.has(orderId)) continue;
          met.add(orderId);
          void onRequested(orderId);
        }
      }
      text = text.slice(ends + 2);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The cards of an event: all of the board's, or the one that has changed. */
function cardsIn(data: string): readonly Card[] {
  const told = JSON.parse(data) as Card | { readonly items: readonly Card[] };
  return 'orderId' in told ? [told] : told.items;
}
