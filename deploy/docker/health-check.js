// Ends with 0 when an address answers well, by default that of the program in this container: what HEALTHCHECK asks for.
const address = process.argv[2] ?? `http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`;
const WITHIN_MS = 4_000;

try {
  const answer = await fetch(address, { signal: AbortSignal.timeout(WITHIN_MS) });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
