/*
 * An N-1 conference mixer in plain C, 16-bit in and out and A-law in and out, to stand beside ours.
 * One JSON object a line: nanoseconds per member and frame of 10 ms, the best of 25 runs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FRAME 80
#define RUNS 25

static int16_t decoded[256];
static uint8_t encoded[65536];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

__attribute__((noinline)) static void mix(const int16_t *restrict in, int16_t *restrict out, int members, int frame)
{
    int32_t sum[FRAME] __attribute__((aligned(64)));
    memset(sum, 0, sizeof *sum * (size_t)frame);
    for (int m = 0; m < members; m++)
        for (int i = 0; i < frame; i++)
            sum[i] += in[(size_t)m * frame + i];
    for (int m = 0; m < members; m++)
        for (int i = 0; i < frame; i++) {
            int32_t v = sum[i] - in[(size_t)m * frame + i];
            v = v > 32767 ? 32767 : v < -32768 ? -32768 : v;
            out[(size_t)m * frame + i] = (int16_t)v;
        }
}

__attribute__((noinline)) static void mix_a_law(
    const uint8_t *restrict in, uint8_t *restrict out, int16_t *restrict linear, int members, int frame)
{
    int32_t sum[FRAME];
    memset(sum, 0, sizeof *sum * (size_t)frame);
    for (int m = 0; m < members; m++)
        for (int i = 0; i < frame; i++) {
            const int16_t x = decoded[in[(size_t)m * frame + i]];
            linear[(size_t)m * frame + i] = x;
            sum[i] += x;
        }
    for (int m = 0; m < members; m++)
        for (int i = 0; i < frame; i++) {
            int32_t v = sum[i] - linear[(size_t)m * frame + i];
            v = v > 32767 ? 32767 : v < -32768 ? -32768 : v;
            out[(size_t)m * frame + i] = encoded[(uint16_t)v];
        }
}

static uint8_t encode(int16_t sample)
{
    int magnitude = (sample < 0 ? -(int)sample - 1 : sample) >> 4, segment = 0;
    for (int rest = magnitude >> 4; rest; rest >>= 1)
        segment++;
    const int step = segment > 1 ? (magnitude >> (segment - 1)) & 15 : magnitude & 15;
    return (uint8_t)(((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55);
}

static int16_t decode(uint8_t code)
{
    code ^= 0x55;
    const int segment = (code >> 4) & 7, step = code & 15;
    const int magnitude = segment ? ((step << 4) + 0x108) << (segment - 1) : (step << 4) + 8;
    return (int16_t)(code & 0x80 ? magnitude : -magnitude);
}

int main(void)
{
    static const int sizes[] = {8, 32};
    /* Not a constant for the compiler: it vectorises the loops better than it unrolls them. */
    volatile int length_of_frame = FRAME;
    const int frame = length_of_frame;
    uint32_t dice = 1;
    for (int i = 0; i < 256; i++)
        decoded[i] = decode((uint8_t)i);
    for (int i = 0; i < 65536; i++)
        encoded[i] = encode((int16_t)i);
    for (int s = 0; s < 2; s++) {
        const int members = sizes[s], rounds = 4000000 / (members * FRAME);
        const size_t length = (size_t)members * FRAME;
        int16_t *in = aligned_alloc(64, length * 2), *out = aligned_alloc(64, length * 2);
        uint8_t *codes = malloc(length), *sent = malloc(length);
        for (size_t i = 0; i < length; i++) {
            dice = dice * 1664525 + 1013904223;
            in[i] = (int16_t)(dice >> 19);
            codes[i] = encode(in[i]);
        }
        double linear = 1e9, a_law = 1e9;
        for (int run = 0; run < RUNS; run++) {
            double t = now();
            for (int r = 0; r < rounds; r++)
                mix(in, out, members, frame);
            t = (now() - t) / ((double)rounds * members);
            if (t < linear) linear = t;
            t = now();
            for (int r = 0; r < rounds; r++)
                mix_a_law(codes, sent, out, members, frame);
            t = (now() - t) / ((double)rounds * members);
            if (t < a_law) a_law = t;
        }
        printf("{\"members\":%d,\"linearNs\":%.2f,\"aLawNs\":%.2f}\n", members, linear * 1e9, a_law * 1e9);
        free(in), free(out), free(codes), free(sent);
    }
    return 0;
}
