import type { Refusal, SimulatorServer } from './simulator-server.ts';

/** Only the protocol plays dead: ledger and administration stay reachable. */
export interface Outage {
  readonly isDown: boolean;
}

export const DOWN: Refusal = { code: 'DOWN', message: 'the service is down' };

/** `POST /admin/down` and `POST /admin/up`. A restart ends an outage. */
export function addOutage(server: SimulatorServer): Outage {
  const outage = { isDown: false };
  const set = (isDown: boolean) => async () => {
    outage.isDown = isDown;
    return { down: isDown };
  };
  server.post('/admin/down', set(true));
  server.post('/admin/up', set(false));
  return outage;
}
