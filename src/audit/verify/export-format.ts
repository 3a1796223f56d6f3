import type { CommittedEvent, PersonalFacts } from '../sealed-event';

/**
 * An export in NDJSON is a header, one line an event in the order of the log, and a last line that shows that nothing was cut off.
 * All hashes in lines are hex, those of proofs base64.
 */
export const EXPORT_FORMAT = 'shopflow-audit-log';
/** 2 came with dropped months. */
export const EXPORT_VERSION = 2;

export interface ExportHeader {
  format: typeof EXPORT_FORMAT;
  formatVersion: 1 | typeof EXPORT_VERSION;
  /** The signed note that everything in the export is proven against. */
  checkpoint: string;
  /** C2SP verifier keys of the log; to be trusted only if they agree with one that was kept elsewhere. */
  verifierKeys: string[];
  /**
   * Of a whole range: every event from `first` up to, but without, `end`, and the hashes of perfect subtrees on both sides, from
   * left to right. Null where filters left some out: then each line brings its own path.
   */
  range: { first: number; end: number; left: string[]; right: string[] } | null;
  filters: Record<string, unknown>;
  /** The events that tell which months were dropped, each with its path; from version 2 on. */
  dropped?: ExportLine[];
}

export interface ExportLine {
  sequence: number;
  event: CommittedEvent;
  mac: string | null;
  leafHash: string;
  /** Null when it was erased. */
  personal: (PersonalFacts & { salt: string }) | null;
  /** RFC 6962 audit path, in exports that are not of a whole range. */
  path?: string[];
}

/** A place of a range whose event was dropped when its retention had ended. */
export interface EmptyExportLine {
  sequence: number;
  leafHash: string;
  dropped: { eventId: string; retention: string };
}

export interface ExportEnd {
  end: true;
  events: number;
}
