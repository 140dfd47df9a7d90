import { Client } from 'pg';
import { background } from './background';

/** A subscription of {@link Listener}. */
export interface Subscription {
  close(): Promise<void>;
}

/** What is called for a channel; exceptions are the caller's to prevent. */
export interface ChannelHandler {
  /** A notification of the channel. */
  onNotice(payload: string): void;
  /** The connection was away and is back: notices may have been missed. Called after the first connection too. */
  onConnect?(): void;
}

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
/** Shows a connection that died silently. */
const HEARTBEAT_MS = 15_000;
const CHANNEL_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Postgres notifications (`NOTIFY`) for this process, over one connection of its own that is opened with the first
 * subscription and closed with the last. Notices are hints: they get lost while the connection is away, so whoever
 * listens looks at the tables in {@link ChannelHandler.onConnect}, and now and then without a notice.
 */
export class Listener {
  private readonly channels = new Map<string, Set<ChannelHandler>>();
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private attempts = 0;

  /** @param url of the database; on a distributed one, of its coordinator */
  constructor(
    private readonly url: string,
    private readonly connectTimeoutMs: number,
  ) {}

  /** Starts to listen. A database that is away is tried again until it is there. */
  async subscribe(channel: string, handler: ChannelHandler): Promise<Subscription> {
    if (!CHANNEL_NAME.test(channel)) throw new Error(`not the name of a channel: ${channel}`);
    const handlers = this.channels.get(channel) ?? new Set();
    const isNew = handlers.size === 0;
    handlers.add(handler);
    this.channels.set(channel, handlers);
    const connected = this.client;
    if (connected === undefined) {
      await (this.connecting ??= this.connect());
    } else if (isNew) {
      await connected.query(background(`LISTEN "${channel}"`)).catch(() => this.lost(connected));
      handler.onConnect?.();
    }
    return { close: () => this.unsubscribe(channel, handler) };
  }

  /** Ends the connection and every subscription. */
  async close(): Promise<void> {
    this.channels.clear();
    await this.connecting;
    await this.disconnect();
  }

  private async unsubscribe(channel: string, handler: ChannelHandler): Promise<void> {
    const handlers = this.channels.get(channel);
    handlers?.delete(handler);
    if (handlers?.size === 0) {
      this.channels.delete(channel);
      const { client } = this;
      if (client !== undefined && this.channels.size > 0) {
        await client.query(background(`UNLISTEN "${channel}"`)).catch(() => this.lost(client));
      }
    }
    if (this.channels.size === 0) await this.disconnect();
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: this.connectTimeoutMs,
      application_name: 'assay-listener',
      keepAlive: true,
    });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel, payload }) => this.deliver(channel, payload ?? ''));
    try {
      await client.connect();
      this.client = client;
      for (const channel of this.channels.keys()) await client.query(background(`LISTEN "${channel}"`));
      this.attempts = 0;
      this.beat(client);
    } catch {
      this.client = client;
      this.lost(client);
      return;
    } finally {
      this.connecting = undefined;
    }
    for (const handlers of this.channels.values()) for (const handler of handlers) handler.onConnect?.();
  }

  private deliver(channel: string, payload: string): void {
    for (const handler of this.channels.get(channel) ?? []) handler.onNotice(payload);
  }

  private beat(client: Client): void {
    this.heartbeat = setInterval(() => {
      client.query(background('SELECT 1')).catch(() => this.lost(client));
    }, HEARTBEAT_MS).unref();
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    clearInterval(this.heartbeat);
    client.removeAllListeners();
    client.on('error', () => undefined);
    client.end().catch(() => undefined);
    if (this.channels.size === 0) return;
    const waitMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempts);
    this.attempts += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (this.channels.size > 0) this.connecting ??= this.connect();
    }, waitMs).unref();
  }

  private async disconnect(): Promise<void> {
    clearTimeout(this.retry);
    clearInterval(this.heartbeat);
    const { client } = this;
    this.client = undefined;
    if (client === undefined) return;
    client.removeAllListeners();
    client.on('error', () => undefined);
    await client.end().catch(() => undefined);
  }
}
