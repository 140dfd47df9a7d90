import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@assay/database';
import { describeError } from '@assay/shared/http';
import { type GateAnswer, type GateQuestion, ProviderGateRepository } from './provider-gate.repository';

/** What a gate asks, beside the times. */
export type GateAsk = Omit<GateQuestion, 'nowMs' | 'untilMs'>;

/** An answer, with the end of what it grants. */
export interface GateGrant extends GateAnswer {
  /** Milliseconds since 1970. */
  readonly untilMs: number;
  /** When it was asked for, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** What a process was granted is its own for so long, and longer each time that it asks: one that dies keeps it no longer. */
export const GATE_LEASE_MS = 6_000;

/**
 * What all processes together have open at providers. The clocks of the processes must agree within a second or two.
 */
@Injectable()
export class GateLedger {
  private readonly logger = new Logger('Providers');
  /** Gates ask on behalf of everybody: never within the transaction of the request that happens to wait. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly database: Database,
    private readonly gates: ProviderGateRepository,
  ) {}

  /** The answer of the database; undefined when it gives none, which the log then says. */
  async ask(ask: GateAsk): Promise<GateGrant | undefined> {
    const nowMs = Date.now();
    const untilMs = nowMs + GATE_LEASE_MS;
    try {
      const answer = await this.outside(() => this.gates.ask(this.database, { ...ask, nowMs, untilMs }));
      return { ...answer, nowMs, untilMs };
    } catch (error) {
      this.logger.warn({ message: 'the calls of a provider could not be counted', err: describeError(error) });
      return undefined;
    }
  }
}
