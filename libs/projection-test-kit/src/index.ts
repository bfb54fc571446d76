export { delivered, type Delivered } from './deliveries';
export { sampleHistory, type SampleOrder, type SampleStep } from './sample-history';
