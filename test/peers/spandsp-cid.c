/* Caller ID through spandsp, as an independent peer: raw 16-bit 8 kHz mono on standard input or output.
 *
 *   spandsp-cid send   bell202|v23 MMDDHHMM NUMBER NAME  > signal.raw
 *   spandsp-cid decode bell202|v23                       < heard.raw
 *
 * `decode` prints one JSON object a message: {"dateTime":"…","number":"…","name":"…"}.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <spandsp.h>

enum { BLOCK = 160 };

static int standard_of(const char *name)
{
    if (strcmp(name, "bell202") == 0) return ADSI_STANDARD_CLASS;
    if (strcmp(name, "v23") == 0) return ADSI_STANDARD_CLIP;
    return -1;
}

static int standard;
static adsi_rx_state_t *receiver;

static void print_field(const char *key, const char *value)
{
    printf("\"%s\":\"%s\"", key, value);
}

static void on_message(void *user, const uint8_t *message, int length)
{
    char date[32] = "", number[64] = "", name[64] = "";
    uint8_t type;
    const uint8_t *body;
    int body_length, at = -1;

    (void) user;
    for (at = adsi_next_field(receiver, message, length, at, &type, &body, &body_length); at > 0 && at <= length;
         at = adsi_next_field(receiver, message, length, at, &type, &body, &body_length))
    {
        char *target = NULL;
        /* The field numbers of CLASS and CLIP are the same for these three. */
        if (body == NULL) continue;
        if (type == MCLASS_DATETIME) target = date;
        else if (type == MCLASS_CALLER_NUMBER) target = number;
        else if (type == MCLASS_CALLER_NAME) target = name;
        if (target != NULL && body_length < 32)
        {
            memcpy(target, body, body_length);
            target[body_length] = '\0';
        }
    }
    printf("{");
    print_field("dateTime", date);
    printf(",");
    print_field("number", number);
    printf(",");
    print_field("name", name);
    printf("}\n");
}

static int decode(void)
{
    int16_t block[BLOCK];
    size_t count;

    receiver = adsi_rx_init(NULL, standard, on_message, NULL);
    while ((count = fread(block, sizeof block[0], BLOCK, stdin)) > 0) adsi_rx(receiver, block, (int) count);
    adsi_rx_free(receiver);
    return 0;
}

static int add(adsi_tx_state_t *sender, uint8_t *message, int length, uint8_t type, const char *value)
{
    return adsi_add_field(sender, message, length, type, (const uint8_t *) value, (int) strlen(value));
}

static int send(const char *date, const char *number, const char *name)
{
    adsi_tx_state_t *sender = adsi_tx_init(NULL, standard);
    uint8_t message[256];
    int16_t block[BLOCK];
    int count, length;

    length = adsi_add_field(sender, message, -1, standard == ADSI_STANDARD_CLASS ? CLASS_MDMF_CALLERID : CLIP_MDMF_CALLERID, NULL, 0);
    length = add(sender, message, length, MCLASS_DATETIME, date);
    length = add(sender, message, length, MCLASS_CALLER_NUMBER, number);
    length = add(sender, message, length, MCLASS_CALLER_NAME, name);
    adsi_tx_put_message(sender, message, length);
    while ((count = adsi_tx(sender, block, BLOCK)) > 0) fwrite(block, sizeof block[0], count, stdout);
    adsi_tx_free(sender);
    return 0;
}

int main(int argc, char *argv[])
{
    standard = argc > 2 ? standard_of(argv[2]) : -1;
    if (standard >= 0 && strcmp(argv[1], "decode") == 0) return decode();
    if (standard >= 0 && argc == 6 && strcmp(argv[1], "send") == 0) return send(argv[3], argv[4], argv[5]);
    fprintf(stderr, "usage: spandsp-cid send bell202|v23 MMDDHHMM NUMBER NAME | spandsp-cid decode bell202|v23\n");
    return 2;
}
