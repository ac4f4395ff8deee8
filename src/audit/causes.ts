import type { StoryEvent } from './story.ts';

/** An event with all that came of it. */
export interface CauseTree {
  readonly event: StoryEvent;
  readonly effects: readonly CauseTree[];
}

/** The events of a story as trees: at each root one that a command from outside, or nobody knows what, has caused. */
export function causeTrees(events: readonly StoryEvent[]): readonly CauseTree[] {
  const byCause = Map.groupBy(events, ({ cause }) => cause.position);
  const grow = (event: StoryEvent): CauseTree => ({ event, effects: (byCause.get(event.position) ?? []).map(grow) });
  return (byCause.get(null) ?? []).map(grow);
}
