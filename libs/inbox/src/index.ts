export { claimMessages } from './claim-messages';
export { startInboxUpkeep, type InboxUpkeepOptions } from './inbox-upkeep';
export { maintainInbox, type InboxMaintenance, type InboxRetention } from './maintain-inbox';
export { inboxMigrations } from './migrations';
