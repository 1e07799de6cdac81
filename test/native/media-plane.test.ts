import { mediaPlaneContract } from '../contracts/media-plane.ts';
import { MediaBench } from './media-bench.ts';

mediaPlaneContract('Rust, in virtual time', { samples: true }, () => new MediaBench());
