// @ts-check
import { renew } from './live-page.js';

/** A recipient's page has no stream of its own: it looks now and then, while somebody looks at it. */
const EVERY_MS = 15_000;

setInterval(() => {
  if (document.visibilityState === 'visible') renew().catch(() => undefined);
}, EVERY_MS);
