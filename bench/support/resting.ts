import { OPERATOR_TOKEN, type Program } from './program.ts';

/** Every process manager has taken all in and has nothing left in its hands. */
export async function untilResting({ url }: Program): Promise<void> {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (!(await fetch(`${url}/health/ready`)).ok) continue;
    const answer = await fetch(`${url}/api/processes`, { headers });
    const { items } = (await answer.json()) as { items: { openCount: number; lag: { events: number | null } }[] };
    if (items.every(({ openCount, lag }) => openCount === 0 && lag.events === 0)) return;
  }
}
