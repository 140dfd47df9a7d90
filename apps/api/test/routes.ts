import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { IS_PUBLIC, NEEDED_ROLE, type Role } from '@assay/shared/auth';
import type { TestApp } from './test-app';

/** A route of the application, as its controller declares it. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete' | 'put';
  /** With parameters: `/v1/datasets/:id`. */
  readonly path: string;
  readonly isPublic: boolean;
  /** Where the handler says it. */
  readonly needs: Role | undefined;
}

type Handler = (...args: unknown[]) => unknown;

/** Every route of every controller, whether or not the OpenAPI document shows it. */
export function routesOf(api: TestApp): Route[] {
  const controllers = [...api.app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as new (...args: never[]) => object;
    const names = Object.getOwnPropertyNames(type.prototype);
    const handlers = names.map((name) => (type.prototype as Record<string, Handler>)[name] as Handler);
    return handlers
      .filter((handler) => Reflect.hasMetadata('method', handler))
      .map((handler) => routeOf(type, handler));
  });
}

function routeOf(type: object, handler: Handler): Route {
  const metadata = <T>(key: string, target: object): T => Reflect.getMetadata(key, target) as T;
  const parts = [metadata<string>('path', type), metadata<string>('path', handler)];
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return {
    method: RequestMethod[metadata<number>('method', handler)]?.toLowerCase() as Route['method'],
    path: `/${path.join('/')}`,
    isPublic: metadata<boolean | undefined>(IS_PUBLIC, handler) === true,
    needs: metadata<Role | undefined>(NEEDED_ROLE, handler) ?? metadata<Role | undefined>(NEEDED_ROLE, type),
  };
}

/** `GET /v1/datasets/:id` */
export function nameOf(route: Route): string {
  return `${route.method.toUpperCase()} ${route.path}`;
}

/** The names of the routes of a surface, in order: those whose path begins so, and with none of `others`. */
export function routesUnder(api: TestApp, prefix: string, ...others: string[]): string[] {
  const isOther = (path: string): boolean => others.some((other) => path.startsWith(other));
  const own = routesOf(api).filter(({ path }) => path.startsWith(prefix) && !isOther(path));
  return own.map(nameOf).sort();
}

/** The path with values for its parameters; those not given get a value that nothing has. */
export function pathTo(route: Route, values: Record<string, string> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? NOTHING);
}

/** An id that nothing has. */
export const NOTHING = '019a0000-0000-7000-8000-000000000000';
