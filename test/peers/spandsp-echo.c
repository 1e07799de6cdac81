/*
 * spandsp's echo canceller on the signals of `tipring-bench echo`.
 *   spandsp-echo TAPS < PAIRS: 16-bit samples in pairs, sent and returned; answers with one JSON object on
 *   standard error: time, and echo return loss enhancement (no suppressor) by second marks.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <spandsp.h>

/* spandsp 0.0.6 prints its inner state as it works: that must not count as its time. */
int printf(const char *format, ...) { (void)format; return 0; }
int __printf_chk(int flag, const char *format, ...) { (void)flag; (void)format; return 0; }

#define SAMPLES_MAX (8000 * 60)
static int16_t pairs[SAMPLES_MAX][2];
static int16_t left[SAMPLES_MAX];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    const int taps = argc > 1 ? atoi(argv[1]) : 128;
    const int count = (int)fread(pairs, sizeof pairs[0], SAMPLES_MAX, stdin);
    static const int marks[] = {0, 1, 2, 4, 8, 16};
    double best = 1e9;
    for (int run = 0; run < 3; run++) {
        echo_can_state_t *state = echo_can_init(taps, ECHO_CAN_USE_ADAPTION);
        double start = now();
        for (int i = 0; i < count; i++)
            left[i] = echo_can_update(state, pairs[i][0], pairs[i][1]);
        double time = now() - start;
        if (time < best) best = time;
        echo_can_free(state);
    }
    fprintf(stderr, "{\"nsPer20Ms\":%.0f,\"erleDb\":[", best / (count / 160.0) * 1e9);
    for (int k = 0; k < 5; k++) {
        double came = 1e-9, went = 1e-9;
        for (int i = marks[k] * 8000; i < marks[k + 1] * 8000 && i < count; i++) {
            came += (double)pairs[i][1] * pairs[i][1];
            went += (double)left[i] * left[i];
        }
        fprintf(stderr, "%s%.1f", k ? "," : "", 10 * log10(came / went));
    }
    fprintf(stderr, "]}\n");
    return 0;
}
