import { MemoryLeaseStore } from '../../../src/platform/leases/memory-lease-store.ts';
import { leaseStoreContract } from '../contracts/lease-store.contract.ts';

leaseStoreContract('the lease store of one process', async () => new MemoryLeaseStore());
