import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';

/** What tells a process from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot: field 22 of `/proc/<pid>/stat`, proc(5). */
  readonly startTicks: string;
  /** Kernel's random id of this boot, since ticks start again with each. */
  readonly bootId: string;
}

/** Identity of a living process; undefined when there is none of that number or only a zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name, in parentheses, may itself hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { pid, startTicks: fields[19], bootId: (read('/proc/sys/kernel/random/boot_id') ?? '').trim() };
}

/** Whether that very process still lives. */
export function isAlive(process: ProcessIdentity): boolean {
  const found = identify(process.pid);
  return found !== undefined && found.startTicks === process.startTicks && found.bootId === process.bootId;
}

/** Arguments of a process, or the one text that it set as its title; empty for a zombie, a kernel thread or none at all. */
export function commandLine(pid: number): string[] {
  return (read(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((argument) => argument !== '');
}

/** The folder a process works in, with ` (deleted)` behind it when that is gone; empty when it cannot be told. */
export function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Living processes of the account that are accepted, by command line or by number. */
export function findProcesses(
  uid: number,
  accepts: (commandLine: string[], pid: number) => boolean,
): ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => ownerUid(pid) === uid && accepts(commandLine(pid), pid))
    .map(identify)
    .filter((found) => found !== undefined);
}

function ownerUid(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}

/** Processes come and go while they are looked at: unreadable counts as gone. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
