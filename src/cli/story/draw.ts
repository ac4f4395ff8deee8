import { styleText } from 'node:util';
import { type CauseTree, causeTrees } from '../../audit/causes.ts';
import { gistOf } from '../../audit/gist.ts';
import type { OrderStory, StoryEvent } from '../../audit/story.ts';
import { plain } from '../plain.ts';
import { paymentInWords, statusInWords } from './words.ts';

/** Draws a story as its trees of causes, an event a line: time, actor, event, and what is essential of it. */
export function drawStory(story: OrderStory, colours: boolean): string {
  const { orderId, events, damaged } = story;
  const last = events.at(-1);
  const [status, money] = [statusInWords(last?.status ?? null), paymentInWords(last?.paymentStatus ?? null)];
  const news = newStatuses(events);
  const paint: Paint = (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
  const lines = [
    `Order ${orderId}: ${status}, money ${money}, ${events.length} events`,
    ...damaged.map(({ stream, detail }) => paint('red', plain(`Stream ${stream} is left out: ${detail}`))),
    ...causeTrees(events).flatMap((tree) => drawTree(tree, '', '', (event) => lineOf(event, news, paint))),
  ];
  return `${lines.join('\n')}\n`;
}

type Paint = (style: 'bold' | 'dim' | 'red' | 'green', text: string) => string;

function drawTree(
  { event, effects }: CauseTree,
  first: string,
  rest: string,
  line: (event: StoryEvent) => string,
): string[] {
  const below = effects.flatMap((effect, index) =>
    index === effects.length - 1
      ? drawTree(effect, `${rest}└─ `, `${rest}   `, line)
      : drawTree(effect, `${rest}├─ `, `${rest}│  `, line),
  );
  return [first + line(event), ...below];
}

function lineOf(event: StoryEvent, news: ReadonlyMap<string, string>, paint: Paint): string {
  const { position, at, actor, type, fault, cause } = event;
  const gist = gistOf(event).map(([name, value]) => `${name} ${plain(String(value))}`);
  const status = news.get(position);
  return [
    paint('dim', plain(at ?? 'at no known time')),
    plain(actor ?? 'nobody known'),
    paint('bold', plain(type)),
    ...(gist.length > 0 ? [gist.join(', ')] : []),
    ...(cause.kind === 'unknown' ? ['(cause not known)'] : []),
    ...(fault === null ? [] : [paint('red', plain(`can't be read: ${fault}`))]),
    ...(status === undefined ? [] : [paint('green', `-> ${status}`)]),
  ].join('  ');
}

/** The events after which the order had another status than before, with that status. */
function newStatuses(events: readonly StoryEvent[]): ReadonlyMap<string, string> {
  const changes = events.filter(({ status }, index) => status !== null && status !== events[index - 1]?.status);
  return new Map(changes.map(({ position, status }) => [position, statusInWords(status)]));
}
