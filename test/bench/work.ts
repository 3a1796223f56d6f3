import { randomUUID } from 'node:crypto';
import { NodeCryptoPlugin } from '@otplib/plugin-crypto-node';
import { generateSync } from 'otplib';
import type { HttpConnection } from './http-connection';
import type { Work } from './load';
import type { BenchClient } from './scenario';

const crypto = new NodeCryptoPlugin();

/** A code is good once, so each payment needs a client of its own, or half a minute. */
export function payNext(clients: BenchClient[]): Work {
  return async (connection) => {
    const client = clients.pop();
    return client ? pay(connection, client, client.approvalId) : null;
  };
}

export function readSession(clients: readonly BenchClient[]): Work {
  let next = 0;
  return async (connection) => {
    const { token } = clients[next++ % clients.length] as BenchClient;
    return (await connection.send('GET', '/api/auth/me', token)).status === 200;
  };
}

/** Both steps: the approval of all milestones of a client, and the code. */
export function approveNext(clients: BenchClient[]): Work {
  return async (connection) => {
    const client = clients.pop();
    if (!client) return null;
    const approvalId = await initiate(connection, client, client.milestoneIds);
    return approvalId !== null && pay(connection, client, approvalId);
  };
}

/** Only the first step, again and again: each approval takes the place of the one before. */
export function initiateAgain(client: BenchClient): Work {
  return async (connection) => (await initiate(connection, client, client.milestoneIds)) !== null;
}

async function initiate(
  connection: HttpConnection,
  { token }: BenchClient,
  milestoneIds: readonly string[],
): Promise<string | null> {
  const body = JSON.stringify({ milestoneIds });
  const answer = await connection.send('POST', '/api/milestones/approvals', token, body, {
    'Idempotency-Key': randomUUID(),
  });
  return answer.status === 201 ? JSON.parse(answer.body).id : null;
}

async function pay(
  connection: HttpConnection,
  { secret, token }: BenchClient,
  approvalId: string,
): Promise<boolean> {
  const code = generateSync({ secret, crypto, epoch: Math.floor(Date.now() / 1_000) });
  const body = JSON.stringify({ approvalId, code });
  return (await connection.send('POST', '/api/milestones/verify-and-pay', token, body)).status === 200;
}
