import { Writable } from 'node:stream';

/** A stream that keeps the log lines of a test app. */
export class LogLines extends Writable {
  readonly lines: Record<string, unknown>[] = [];
  private waiting: (() => void)[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const line of chunk.toString().split('\n').filter(Boolean)) this.lines.push(JSON.parse(line));
    for (const wake of this.waiting.splice(0)) wake();
    done();
  }

  /** Everything that was logged. */
  get text(): string {
    return this.lines.map((line) => JSON.stringify(line)).join('\n');
  }

  /** Waits for a line. */
  async find(wanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.lines.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}
