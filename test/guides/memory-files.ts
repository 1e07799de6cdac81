import type { SoundFiles, SoundLanguage } from '#ports/guides.ts';
import type { Fault } from '#units/result.ts';

/** Files of sounds in memory, and a disk that can be full. */
export class MemorySoundFiles implements SoundFiles {
  readonly builtIn = new Map<string, Uint8Array>();
  readonly mine = new Map<string, Uint8Array>();
  full = false;

  async own() {
    return [...this.mine.keys()].map((place) => {
      const [language, key] = place.split('/') as [SoundLanguage, string];
      return { language, key };
    });
  }

  async read(from: 'built-in' | 'own', language: SoundLanguage, key: string): Promise<Uint8Array | null> {
    return (from === 'own' ? this.mine : this.builtIn).get(`${language}/${key}`) ?? null;
  }

  async write(language: SoundLanguage, key: string, wav: Uint8Array): Promise<Fault | null> {
    if (this.full) return { code: 'TR-TEST-001', where: key, what: 'the disk is full', todo: '' };
    this.mine.set(`${language}/${key}`, wav);
    return null;
  }

  async remove(language: SoundLanguage, key: string): Promise<Fault | null> {
    this.mine.delete(`${language}/${key}`);
    return null;
  }
}
