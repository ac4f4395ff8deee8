import { type AskDeps, ask } from '../../platform/processes/remote/requests.ts';
import type { ReconciliationOperations } from '../operations.ts';
import { RECONCILIATION } from './deps.ts';
import type { Reconciliation } from './reconciliation.ts';
import { readState, type StateDeps } from './state.ts';

/** The comparison that runs in this process. */
export function localReconciliation(reconciliation: Reconciliation): ReconciliationOperations {
  return {
    reconciliation: () => reconciliation.last(),
    reconcile: async () => {
      // Runs on by itself; its result is what `reconciliation` answers.
      void reconciliation.run();
    },
  };
}

/** The comparison wherever it runs: by what is kept of it, and by asking its holder. */
export function remoteReconciliation(deps: AskDeps & StateDeps): ReconciliationOperations {
  return {
    reconciliation: async () => (await readState(deps)).view,
    reconcile: async () => {
      await ask(deps, RECONCILIATION, { action: 'reconcile', instanceId: null });
    },
  };
}

/** Answers who asks the holder for a comparison. */
export function answerReconcile(reconciliation: Reconciliation): () => Promise<string> {
  return async () => {
    void reconciliation.run();
    return 'done';
  };
}
