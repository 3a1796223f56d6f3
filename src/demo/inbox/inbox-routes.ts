import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { equalInConstantTime, sha256 } from '../../common/crypto/hashing';
import { refuse, refuseOtherHosts } from '../loopback-host';
import type { Inbox } from './inbox';
import { inboxPage } from './inbox-page';

const MESSAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/**
 * The page and its JSON. They hold codes, so they want the token that the start printed, and a loopback `Host`.
 */
export function mountInbox(fastify: FastifyInstance, inbox: Inbox, token: string): void {
  const tokenHash = sha256(token);
  const guard = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!equalInConstantTime(sha256(presented(request)), tokenHash))
      return refuse(reply, 401, 'The inbox token is missing or wrong. The start of the demo has printed it.');
  };
  const options = { onRequest: [refuseOtherHosts, guard] };

  fastify.get('/demo/inbox', options, (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
    return reply
      .header('Content-Security-Policy', policy)
      .type('text/html; charset=utf-8')
      .send(inboxPage(nonce));
  });

  fastify.get<{ Querystring: { to?: string | string[] } }>(
    '/demo/inbox/messages',
    options,
    (request, reply) => {
      const to = [request.query.to].flat()[0];
      return reply.send({ items: inbox.list(to) });
    },
  );

  fastify.get<{ Params: { id: string } }>('/demo/inbox/messages/:id/html', options, (request, reply) => {
    const message = inbox.find(request.params.id);
    if (!message) return refuse(reply, 404, 'There is no such message');
    return reply
      .header('Content-Security-Policy', MESSAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(message.html || asHtml(message.text));
  });
}

function presented({ headers, query }: FastifyRequest): string {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const { token } = query as { token?: unknown };
  return bearer ?? (typeof token === 'string' ? token : '');
}

function asHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html><meta charset="utf-8"><pre style="white-space:pre-wrap">${escaped}</pre>`;
}
