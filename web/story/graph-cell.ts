import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { GraphRow, Piece } from './graph.ts';

/** Distance of two lines, and of an event from the top of its row, in pixels. */
const LANE = 17;
const TOP = 24;
/** How far a connection bends. */
const BEND = 8;

/** What is drawn beside an event: its place on its stream's line, and the ways from causes to effects. For the eye alone; words say the same. */
export function graphCell({ lane, above, below, pieces }: GraphRow, lanes: number, kind: string): Html {
  return html`<svg class="graph" width="${lanes * LANE}" height="100%" aria-hidden="true">
${above.map((line) => html`<line class="graph-life" x1="${x(line)}" x2="${x(line)}" y1="0" y2="${TOP}"/>`)}
${below.map((line) => html`<line class="graph-life" x1="${x(line)}" x2="${x(line)}" y1="${TOP}" y2="100%"/>`)}
${pieces.map(drawn)}
<circle class="graph-event graph-${kind}" cx="${x(lane)}" cy="${TOP}" r="5.5"/></svg>`;
}

function drawn(piece: Piece): Html {
  const down = x(piece.down);
  if (piece.kind === 'passes') return html`<line class="graph-way" x1="${down}" x2="${down}" y1="0" y2="100%"/>`;
  const at = x(piece.lane);
  if (down === at) {
    const [from, to] = piece.kind === 'leaves' ? [TOP, '100%'] : [0, TOP];
    return html`<line class="graph-way" x1="${at}" x2="${at}" y1="${from}" y2="${to}"/>`;
  }
  const side = Math.sign(down - at);
  const bend = Math.min(BEND, Math.abs(down - at));
  if (piece.kind === 'leaves') {
    return html`<path class="graph-way" d="M${at} ${TOP}H${down - side * bend}Q${down} ${TOP} ${down} ${TOP + bend}"/><line class="graph-way" x1="${down}" x2="${down}" y1="${TOP + bend}" y2="100%"/>`;
  }
  return html`<path class="graph-way" d="M${down} 0V${TOP - bend}Q${down} ${TOP} ${down - side * bend} ${TOP}H${at}"/>`;
}

function x(lane: number): number {
  return LANE / 2 + lane * LANE;
}
