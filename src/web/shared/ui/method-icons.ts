import type { Method } from '../api/types';
import { IconFingerprint, IconKey, IconMail, IconPhone, IconText } from './icons';

export const methodIcons: Record<Method, typeof IconKey> = {
  webauthn: IconFingerprint,
  totp: IconPhone,
  sms: IconText,
  email: IconMail,
  backup_code: IconKey,
};
