export interface InboxMessage {
  readonly messageId: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  readonly type: 'SMS' | 'LMS';
  /** RFC 3339. */
  readonly at: string;
}

/** For those who work on the program. A real SMS system lets nobody look into it. */
export interface SmsInbox {
  /** The newest first; null when there is no inbox to be seen now. */
  newest(limit: number): Promise<readonly InboxMessage[] | null>;
}
