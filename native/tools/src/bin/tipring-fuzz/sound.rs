//! WAV files, comfort noise, and what codecs are given to decode.

use tipring_media::codec::{self, CodecKind};
use tipring_media::packet::comfort_noise::{NoiseGenerator, NoiseModel};
use tipring_media::{Law, wav};

use crate::target::hash;

pub fn wav_seeds() -> Vec<Vec<u8>> {
    vec![
        wav::write_linear(&[5; 40]),
        wav::write_companded(Law::A, &[0xD5; 41]),
    ]
}

pub fn run_wav(input: &[u8]) -> u64 {
    match wav::read(input) {
        Ok(samples) => hash(samples.len() / 32),
        Err(error) => hash(error.to_string()),
    }
}

pub fn noise_seeds() -> Vec<Vec<u8>> {
    vec![
        NoiseModel::white(60).write().to_vec(),
        vec![70, 0, 254, 0, 254, 0, 254],
    ]
}

pub fn run_noise(input: &[u8]) -> u64 {
    let Some(model) = NoiseModel::read(input) else {
        return 0;
    };
    let mut generator = NoiseGenerator::default();
    generator.set(model);
    let mut out = [0; 400];
    generator.fill(&mut out);
    hash((model.level_minus_dbov / 8, input.len().min(12)))
}

pub fn codec_seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![vec![0xD5; 160]];
    for kind in [CodecKind::OpusNarrow, CodecKind::OpusWide] {
        if let Ok(mut codec) = codec::new(kind) {
            let samples = vec![500; codec.rate() as usize / 50];
            let mut bytes = vec![0; 1275];
            let length = codec.encode(&samples, &mut bytes);
            bytes.truncate(length);
            seeds.push(bytes);
        }
    }
    seeds
}

pub fn run_codecs(input: &[u8]) -> u64 {
    let mut answer = Vec::new();
    for kind in [
        CodecKind::G711(Law::Mu),
        CodecKind::G722,
        CodecKind::OpusWide,
    ] {
        let Ok(mut codec) = codec::new(kind) else {
            continue;
        };
        let mut out = [0; 1920];
        let count = codec.decode(input, &mut out);
        assert!(count <= out.len());
        codec.conceal(Some(input), &mut out[..320]);
        answer.push((
            codec.duration(input).map(|samples| samples / 40),
            count / 40,
        ));
    }
    hash(answer)
}
