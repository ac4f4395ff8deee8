import { spawnSync } from 'node:child_process';

/** Whether a Docker engine answers on this machine. */
export function dockerAnswers(): boolean {
  return spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 }).status === 0;
}
