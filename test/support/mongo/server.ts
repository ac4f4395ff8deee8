/** A server that speaks MongoDB's protocol, for the length of a test file. */
export interface MongoServer {
  readonly name: 'MONGODB_URL' | 'container' | 'mongo-java-server';
  readonly url: string;
  /** Stops the server, and starts it again at the same address with what it held. Absent where the tests may not do so. */
  readonly outage?: { begin(): Promise<void>; end(): Promise<void> };
  stop(): Promise<void>;
}
