import { Injectable } from '@nestjs/common';
import { Listener, type Subscription } from '@assay/database';
import { EXECUTION_CHANNEL } from '../execution.repository';

/** Wakes streams when their execution gets further, in whichever process. It listens while there are streams. */
@Injectable()
export class EventHub {
  private readonly waiting = new Map<string, Set<() => void>>();
  private streams = 0;
  private subscription: Promise<Subscription> | undefined;

  constructor(private readonly listener: Listener) {}

  /** A stream begins; call what this gives when it is over. */
  async join(): Promise<() => void> {
    this.streams += 1;
    this.subscription ??= this.listener.subscribe(EXECUTION_CHANNEL, {
      onNotice: (experimentId) => this.wake(experimentId),
      onConnect: () => [...this.waiting.keys()].forEach((experimentId) => this.wake(experimentId)),
    });
    await this.subscription;
    return () => this.leave();
  }

  /** Streams that are open. */
  get count(): number {
    return this.streams;
  }

  /** Calls `wake` once, at the next notice of an experiment; what this gives takes that back. */
  once(experimentId: string, wake: () => void): () => void {
    const waiting = this.waiting.get(experimentId) ?? new Set();
    this.waiting.set(experimentId, waiting.add(wake));
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.waiting.get(experimentId) === waiting) this.waiting.delete(experimentId);
    };
  }

  private wake(experimentId: string): void {
    const waiting = this.waiting.get(experimentId);
    this.waiting.delete(experimentId);
    for (const wake of waiting ?? []) wake();
  }

  private leave(): void {
    this.streams -= 1;
    if (this.streams > 0) return;
    const { subscription } = this;
    this.subscription = undefined;
    void subscription?.then((made) => made.close());
  }
}
