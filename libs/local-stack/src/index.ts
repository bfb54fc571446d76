export { componentNames, type ComponentName, type RunningComponent, type StrategyName } from './component';
export { defaultDataDir } from './data-folder';
export {
  DataFolderInUseError,
  ExternalServerError,
  InvalidSettingError,
  LocalStackError,
  MissingRequirementsError,
  ServerFailedError,
  type MissingRequirement,
} from './errors';
export { startLocalStack, type LocalStack, type LocalStackOptions } from './local-stack';
export { PortAllocator } from './ports';
export { preflight, type PreflightOptions } from './preflight';
export { resetData } from './reset-data';
export type { Security } from './security';
export { serverImages, type ServerImage } from './strategies/containers/images';
export type { KafkaDoors } from './strategies/strategy';
export type { Registration, Warden } from './warden/warden';
