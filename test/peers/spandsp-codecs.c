/* G.722 through spandsp, and G.711 through plain tables, as peers that are timed on the same samples.
 *
 *   spandsp-codecs < samples.raw > coded.raw
 *
 * Takes 16-bit 16 kHz mono. Gives the G.722 bytes, then the 16-bit samples decoded from them. The times, best
 * of several runs, are told on standard error as one JSON object in ns of processor time a 20 ms packet.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <spandsp.h>

enum { SAMPLES_MAX = 16000 * 120, RUNS = 9, PACKET = 320, PACKET_8K = 160 };

static int16_t samples[SAMPLES_MAX], decoded[SAMPLES_MAX];
static uint8_t coded[SAMPLES_MAX / 2], companded[SAMPLES_MAX];
static uint8_t encodings[65536];
static int16_t decodings[256];
static volatile unsigned sink;

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static double best(double ns, double before)
{
    return before == 0 || ns < before ? ns : before;
}

int main(void)
{
    int count = (int) fread(samples, sizeof *samples, SAMPLES_MAX, stdin) / PACKET * PACKET;
    double encode = 0, decode = 0, table_encode = 0, table_decode = 0;

    for (int i = 0; i < 65536; i++) encodings[i] = linear_to_alaw((int16_t) i);
    for (int i = 0; i < 256; i++) decodings[i] = alaw_to_linear((uint8_t) i);
    for (int run = 0; run < RUNS; run++)
    {
        g722_encode_state_t *encoder = g722_encode_init(NULL, 64000, 0);
        g722_decode_state_t *decoder = g722_decode_init(NULL, 64000, 0);
        double start = now_ns();
        for (int at = 0; at < count; at += PACKET) g722_encode(encoder, coded + at / 2, samples + at, PACKET);
        encode = best(now_ns() - start, encode);
        start = now_ns();
        for (int at = 0; at < count; at += PACKET) g722_decode(decoder, decoded + at, coded + at / 2, PACKET / 2);
        decode = best(now_ns() - start, decode);
        g722_encode_free(encoder);
        g722_decode_free(decoder);

        start = now_ns();
        for (int at = 0; at < count; at += PACKET_8K)
        {
            for (int i = 0; i < PACKET_8K; i++) companded[at + i] = encodings[(uint16_t) samples[at + i]];
            sink += companded[at + 7];
        }
        table_encode = best(now_ns() - start, table_encode);
        int16_t *linear = malloc(sizeof *linear * count);
        for (int i = 0; i < count; i++) linear[i] = 1;
        start = now_ns();
        for (int at = 0; at < count; at += PACKET_8K)
        {
            for (int i = 0; i < PACKET_8K; i++) linear[at + i] = decodings[companded[at + i]];
            sink += (unsigned) linear[at + 7];
        }
        table_decode = best(now_ns() - start, table_decode);
        free(linear);
    }
    fwrite(coded, 1, count / 2, stdout);
    fwrite(decoded, sizeof *decoded, count, stdout);
    fprintf(stderr, "{\"g722EncodeNs\":%.1f,\"g722DecodeNs\":%.1f,\"g711EncodeNs\":%.2f,\"g711DecodeNs\":%.2f}\n",
            encode / (count / PACKET), decode / (count / PACKET), table_encode / (count / PACKET_8K),
            table_decode / (count / PACKET_8K));
    return 0;
}
