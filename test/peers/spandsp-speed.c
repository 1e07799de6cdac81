/*
 * What spandsp needs for the jobs of `tipring-bench voice`, on the same signals.
 *   spandsp-speed SPEECH.wav DIGITS.wav CALLER-ID.wav: 16-bit mono with a header of 46 bytes.
 * One JSON object: microseconds of processor time per 20 ms, the best of nine runs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <spandsp.h>

#define HEADER 46
#define RUNS 9
#define BLOCK 160

static volatile int sink;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static int16_t *load(const char *path, int *count)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    *count = (int)((ftell(file) - HEADER) / 2 / 320 * 320);
    fseek(file, HEADER, SEEK_SET);
    int16_t *samples = malloc((size_t)*count * 2);
    if (fread(samples, 2, (size_t)*count, file) != (size_t)*count) exit(1);
    fclose(file);
    return samples;
}

static void heard(void *user, const uint8_t *message, int length)
{
    (void)user, (void)message;
    sink += length;
}

#define BEST(name, blocks, work)                                               \
    do {                                                                       \
        double best = 1e9;                                                     \
        for (int run = 0; run < RUNS; run++) {                                 \
            double start = now();                                              \
            work;                                                              \
            start = now() - start;                                             \
            if (start < best) best = start;                                    \
        }                                                                      \
        printf("%s\"%s\":%.4f", first ? "" : ",", name, best * 1e6 / (blocks)); \
        first = 0;                                                             \
    } while (0)

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    int n, m, k, first = 1;
    const int16_t *speech = load(argv[1], &n), *digits = load(argv[2], &m), *fsk = load(argv[3], &k);
    char pressed[130];
    printf("{");
    dtmf_rx_state_t *dtmf = dtmf_rx_init(NULL, NULL, NULL);
    BEST("dtmf, speech", n / BLOCK, for (int i = 0; i < n; i += BLOCK) dtmf_rx(dtmf, speech + i, BLOCK));
    BEST("dtmf, digits", m / BLOCK, for (int i = 0; i < m; i += BLOCK) {
        dtmf_rx(dtmf, digits + i, BLOCK);
        sink += (int)dtmf_rx_get(dtmf, pressed, 128);
    });
    adsi_rx_state_t *adsi = adsi_rx_init(NULL, ADSI_STANDARD_CLASS, heard, NULL);
    BEST("fsk caller id", k / BLOCK, for (int i = 0; i < k; i += BLOCK) adsi_rx(adsi, fsk + i, BLOCK));
    printf("}\n");
    return 0;
}
