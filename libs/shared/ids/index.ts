import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new id: UUIDv7 (RFC 9562, section 5.7), lower case, monotonic within this process, so rows sort in the order they were made. */
export function newId(): string {
  return v7();
}

/** Whether a text is an id that this server can have made; anything else is simply not found, never an error of the database. */
export function isServerId(text: string): boolean {
  return UUID.test(text);
}
