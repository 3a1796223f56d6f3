import { Param, type PipeTransform } from '@nestjs/common';
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

export const AccountTypeParam = () =>
  documented('accountType', existingType, { type: 'string', enum: [...accountTypes] });

export const VersionParam = () => documented('version', existingVersion, { type: 'integer', minimum: 1 });

function documented(name: string, pipe: PipeTransform, schema: Record<string, unknown>): ParameterDecorator {
  return (target, method, index) => {
    Param(name, pipe)(target, method, index);
    if (method !== undefined)
      ApiParam({ name, schema })(
        target,
        method,
        Object.getOwnPropertyDescriptor(target, method) as PropertyDescriptor,
      );
  };
}
