import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { isCurrency } from '../common/money';
import { Random } from '../common/random';
import type { User } from '../users/user.entity';
import { UserService } from '../users/user.service';
import { Contract } from './contract.entity';
import { type ContractRow, type ContractView, viewContract } from './contract-view';
import { type Side, sideOf } from './side';

const columns = `
  c.id, c.title, c.currency, c.status, c.created_at AS "createdAt", c.client_id AS "clientId", client.name AS "clientName",
  c.payee_id AS "payeeId", payee.name AS "payeeName"
  FROM contracts c JOIN users client ON client.id = c.client_id JOIN users payee ON payee.id = c.payee_id`;

const findContract = {
  name: 'find-contract',
  text: `SELECT ${columns} WHERE c.id = $1 AND $2 IN (c.client_id, c.payee_id)`,
};

const listContracts = (side: Side) => ({
  name: `list-contracts-of-${side}`,
  text: `SELECT ${columns} WHERE c.${side}_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3`,
});

/** A contract is visible to its client and its payee, and to nobody else. */
@Injectable()
export class ContractService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly users: UserService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** @throws payee-not-found, validation-failed */
  async create(
    client: Principal,
    context: RequestContext,
    { title, payeeEmail, currency }: { title: string; payeeEmail: string; currency: string },
  ): Promise<ContractView> {
    if (!isCurrency(currency))
      throw new DomainError('validation-failed', {
        errors: [{ pointer: '/currency', detail: 'must be the ISO 4217 code of a currency that is paid in' }],
      });
    const record = { type: 'contract.created', actorId: client.userId } as const;
    const refused: AuditRecord = { ...record, subject: { type: 'contract', id: null } };
    const payee = await this.refusals.audited(context, refused, () => this.findPayee(payeeEmail));
    const contract: Contract = {
      id: this.random.id(),
      title,
      clientId: client.userId,
      payeeId: payee.id,
      currency,
      status: 'active',
      createdAt: this.clock.now(),
    };
    await this.transactor.run(async (manager) => {
      await manager.getRepository(Contract).insert(contract);
      this.audit.record(manager, context, {
        ...record,
        subject: { type: 'contract', id: contract.id },
        details: { payeeId: payee.id, currency },
      });
    });
    return viewContract({ ...contract, clientName: client.name, payeeName: payee.name });
  }

  private async findPayee(email: string): Promise<User> {
    const payee = await this.users.byEmail(email);
    if (payee?.accountType !== 'payee' || !payee.emailVerifiedAt) throw new DomainError('payee-not-found');
    return payee;
  }

  async list(party: Principal, query: PageQuery): Promise<Page<ContractView>> {
    const values = [party.userId, positionOf(query) ?? BEHIND_THE_NEWEST, query.limit + 1];
    const found = await this.database.rows<ContractRow>(listContracts(sideOf(party)), values);
    return toPage(found, query.limit, viewContract);
  }

  async read(userId: string, id: string): Promise<ContractView> {
    const contract = await this.database.row<ContractRow>(findContract, [id, userId]);
    if (!contract) throw new DomainError('not-found');
    return viewContract(contract);
  }

  /** For what only the client may do. @throws not-found, forbidden for its payee */
  async ofClient(clientId: string, id: string): Promise<ContractView> {
    const contract = await this.read(clientId, id);
    if (contract.client.id !== clientId) throw new DomainError('forbidden');
    return contract;
  }

  /** For what adds to it. @throws not-found, forbidden for its payee, contract-ended */
  async activeOfClient(clientId: string, id: string): Promise<ContractView> {
    const contract = await this.ofClient(clientId, id);
    if (contract.status !== 'active') throw new DomainError('contract-ended');
    return contract;
  }
}
