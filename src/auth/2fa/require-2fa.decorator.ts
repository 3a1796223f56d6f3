import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { TWO_FACTOR_PURPOSE, TwoFactorGuard } from './2fa.guard';
import type { OpenablePurpose } from './method';

const header = { name: 'X-2FA-Challenge', description: 'A verified challenge, spent by this request.' };

/** The route always spends a verified challenge of this purpose; its handler runs only after that. */
export const RequireTwoFactor = (purpose: OpenablePurpose) =>
  applyDecorators(
    SetMetadata(TWO_FACTOR_PURPOSE, purpose),
    UseGuards(TwoFactorGuard),
    ApiHeader({ ...header, required: true }),
  );

/** The route's use case always spends one, in its own transaction. */
export const NeedsTwoFactor = () => ApiHeader({ ...header, required: true });

/** The route's use case spends one in its own transaction when the change needs it. */
export const AcceptsTwoFactor = () => ApiHeader({ ...header, required: false });
