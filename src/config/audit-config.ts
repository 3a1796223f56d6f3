import type { EnvironmentReader } from './environment-reader';

export interface CheckpointBucket {
  /** Of the bucket itself, e.g. `https://s3.eu-central-1.amazonaws.com/shopflow-audit`. */
  url: URL;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Where signed checkpoints of the audit log go, outside the database; each may be absent. */
export interface AuditConfig {
  checkpointFile: string | null;
  checkpointWebhook: string | null;
  checkpointBucket: CheckpointBucket | null;
  /** How many months after its end a month of events is kept, by class of retention. */
  retentionMonths: { security: number; approvals: number };
}

const months = { min: 1, max: 1_200 };
const anything = /^\S+$/;

export function readAuditConfig(read: EnvironmentReader): AuditConfig {
  return {
    checkpointFile: read.optionalText('AUDIT_CHECKPOINT_FILE', /^.+$/),
    checkpointWebhook: read.optionalUrl('AUDIT_CHECKPOINT_WEBHOOK', ['http:', 'https:']),
    checkpointBucket: readBucket(read),
    retentionMonths: {
      security: read.integer('AUDIT_RETENTION_MONTHS', { ...months, fallback: 13 }),
      approvals: read.integer('AUDIT_RETENTION_MONTHS_OF_APPROVALS', { ...months, fallback: 84 }),
    },
  };
}

function readBucket(read: EnvironmentReader): CheckpointBucket | null {
  const url = read.optionalUrl('AUDIT_CHECKPOINT_BUCKET_URL', ['http:', 'https:']);
  const region = read.optionalText('AUDIT_CHECKPOINT_BUCKET_REGION', /^[a-z0-9-]+$/);
  const accessKeyId = read.optionalText('AUDIT_CHECKPOINT_BUCKET_ACCESS_KEY_ID', anything);
  const secretAccessKey = read.optionalText('AUDIT_CHECKPOINT_BUCKET_SECRET_ACCESS_KEY', anything);
  if (url && region && accessKeyId && secretAccessKey)
    return { url: new URL(url), region, accessKeyId, secretAccessKey };
  return url || region || accessKeyId || secretAccessKey
    ? read.refuse(
        'AUDIT_CHECKPOINT_BUCKET_URL',
        'needs the region, the access key id and the secret access key beside it',
      )
    : null;
}
