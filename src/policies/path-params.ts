import { applyDecorators, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '../common/domain-error';
import { type AccountType, accountTypes } from '../users/account-type';

/** What is none names nothing: the same answer as for a page that is not there. */
const existingType: PipeTransform<string, AccountType> = {
  transform(value) {
    const found = accountTypes.find((accountType) => accountType === value);
    if (!found) throw new DomainError('not-found');
    return found;
  },
};

const existingVersion: PipeTransform<string, number> = {
  transform(value) {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new DomainError('not-found');
    return Number(value);
  },
};

export const AccountTypeParam = () => Param('accountType', existingType);

export const VersionParam = () => Param('version', existingVersion);

/** How the paths are documented; at the handler, because the order of parameters' decorators depends on the compiler. */
export const OfAccountType = () =>
  ApiParam({ name: 'accountType', schema: { type: 'string', enum: [...accountTypes] } });

export const OfVersion = () =>
  applyDecorators(OfAccountType(), ApiParam({ name: 'version', schema: { type: 'integer', minimum: 1 } }));
