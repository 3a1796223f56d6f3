import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** The methods that some route has for this path. */
    allowedMethods(path: string): string[];
  }
}

/** Lets a refusal tell "no such place" from "not with this method" (RFC 9110 section 15.5.6). Before the routes are added. */
export function rememberMethods(fastify: FastifyInstance): void {
  const routes: { methods: string[]; pattern: RegExp }[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url !== '*' && url !== '/*') routes.push({ methods: [method].flat(), pattern: patternOf(url) });
  });
  fastify.decorate('allowedMethods', (path: string) => [
    ...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
  ]);
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('/');
  return new RegExp(`^${source}$`);
}
