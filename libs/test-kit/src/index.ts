export { makeCertificates, type CertificateFiles } from './certificates';
export { eventually, type Patience } from './eventually';
export { openGate, type Gate } from './gate';
export { findGoProgram, type GoProgram, type GoSource } from './go-program';
export { freshDatabase, freshPrefix, type TestDatabase } from './isolation';
export { openTransaction } from './open-transaction';
export { Random } from './random';
export { securedStackRuns, startSecuredStack, type SecuredStack } from './secured-stack';
export { stack, type StackUrls } from './stack';
