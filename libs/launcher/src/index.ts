export { Namespace, type Backing } from './namespace';
export { ServiceProcess, ServiceStartError } from './service-process';
export { describeStack, StackFile, type StackDocument } from './stack-file';
export { supervise, type Supervised } from './supervise';
export { instancesOf, SupervisedServers } from './supervised';
export { startSystem, type RunningSystem, type SystemOptions } from './system';
export { databaseOwners, services, type ServiceName, type ServiceSpec } from './topology';
