import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a process does when it is asked to end. */
export interface StopHandler {
  /** Ends in order; a second signal does not wait for it. */
  stop?: () => Promise<void>;
}

/**
 * Ends the process on SIGINT, SIGTERM and SIGHUP: the first signal stops in order and exits with 0, a second one at
 * once with 128 and its number, as does the first while there is nothing to stop yet.
 */
export function handleSignals(handler: StopHandler, exit: (code: number) => void): void {
  let isStopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isStopping || handler.stop === undefined) return exit(128 + constants.signals[signal]);
      isStopping = true;
      void handler.stop().then(
        () => exit(0),
        () => exit(1),
      );
    });
  }
}
