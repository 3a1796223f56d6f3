import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '../common/domain-error';
import { type AccountType, accountTypes } from '../users/account-type';

/** The account type in the path, as a string: compilers keep no other type for the API document. */
export const AccountTypeParam = (): ParameterDecorator => (target, method, index) => {
  Param('accountType')(target, method, index);
  if (method !== undefined)
    ApiParam({ name: 'accountType', schema: { type: 'string', enum: [...accountTypes] } })(
      target,
      method,
      Object.getOwnPropertyDescriptor(target, method) as PropertyDescriptor,
    );
};

/** What is none names nothing. @throws not-found */
export function versionFrom(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new DomainError('not-found');
  return Number(text);
}

/** What is none names nothing. @throws not-found */
export function accountTypeFrom(text: string): AccountType {
  const found = accountTypes.find((accountType) => accountType === text);
  if (!found) throw new DomainError('not-found');
  return found;
}
