// Scans records with Hyperscan, for HallmarkThroughput to compare with.
//
//     hyperscan RULES CHUNK RECORDS
//
// RULES holds a line for each rule: `k` or `r`, tab, the rule's number, tab, a keyword in its own bytes or an expression. RECORDS holds
// records, each after its length (four bytes, little-endian). CHUNK is 0 to scan whole records, or the bytes a write in
// streaming mode, a stream for each record. Says `ready` with the seconds that compiling took and the database's bytes;
// then, for each line on standard input, scans everything once and answers `SECONDS PAIRS`, the number of distinct
// pairs of record and rule. With a line `pairs FILE` it writes them out, eight bytes each, instead of timing.
#define _POSIX_C_SOURCE 200809L
#include <hs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void fail(const char *what) {
    fprintf(stderr, "hyperscan: %s\n", what);
    exit(1);
}

static char *read_all(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *data = malloc(*size + 1);
    if (!data || fread(data, 1, *size, file) != *size) fail(path);
    data[*size] = 0;
    fclose(file);
    return data;
}

struct tally {
    uint64_t pairs;
    uint32_t record;
    FILE *out;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)from, (void)to, (void)flags;
    struct tally *tally = context;
    tally->pairs++;
    if (tally->out) {
        uint32_t pair[2] = {tally->record, id};
        fwrite(pair, sizeof pair, 1, tally->out);
    }
    return 0;
}

// A keyword as an expression: every byte but letters, digits and those above 0x7F in hexadecimal.
static char *escaped(const char *word) {
    char *text = malloc(4 * strlen(word) + 1), *to = text;
    for (; *word; word++) {
        unsigned char byte = (unsigned char)*word;
        if (byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'))
            *to++ = *word;
        else
            to += sprintf(to, "\\x%02x", byte);
    }
    *to = 0;
    return text;
}

int main(int argc, char **argv) {
    if (argc != 4) fail("usage: hyperscan RULES CHUNK RECORDS");
    size_t rules_size, size;
    char *rules = read_all(argv[1], &rules_size);
    size_t chunk = strtoul(argv[2], NULL, 10);
    size_t lines = 0, count = 0;
    for (size_t i = 0; i < rules_size; i++) lines += rules[i] == '\n';
    const char **expressions = malloc(lines * sizeof *expressions);
    unsigned *flags = malloc(lines * sizeof *flags), *ids = malloc(lines * sizeof *ids);
    for (char *line = strtok(rules, "\n"); line && count < lines; line = strtok(NULL, "\n")) {
        char *number = strchr(line, '\t'), *text = number ? strchr(number + 1, '\t') : NULL;
        if (!text) fail("a line without two tabs");
        ids[count] = (unsigned)strtoul(number + 1, NULL, 10);
        expressions[count] = *line == 'k' ? escaped(text + 1) : text + 1;
        flags[count] = HS_FLAG_SINGLEMATCH | (*line == 'k' ? 0 : HS_FLAG_UTF8);
        count++;
    }
    double start = now();
    hs_database_t *database;
    hs_compile_error_t *error;
    unsigned mode = chunk ? HS_MODE_STREAM : HS_MODE_BLOCK;
    if (hs_compile_multi(expressions, flags, ids, (unsigned)count, mode, NULL, &database, &error) != HS_SUCCESS)
        fail(error->message);
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) fail("no scratch");
    double compiled = now() - start;
    size_t bytes = 0;
    hs_database_size(database, &bytes);
    char *records = read_all(argv[3], &size);
    printf("ready %.3f %zu\n", compiled, bytes);
    fflush(stdout);

    char command[4096];
    while (fgets(command, sizeof command, stdin)) {
        struct tally tally = {0, 0, NULL};
        command[strcspn(command, "\n")] = 0;
        if (strncmp(command, "pairs ", 6) == 0 && !(tally.out = fopen(command + 6, "wb"))) fail(command + 6);
        hs_stream_t *stream = NULL;
        start = now();
        for (size_t place = 0; place + 4 <= size; tally.record++) {
            uint32_t length;
            memcpy(&length, records + place, 4);
            place += 4;
            if (length > size - place) fail("a cut record");
            hs_error_t status = HS_SUCCESS;
            if (chunk == 0) {
                status = hs_scan(database, records + place, length, 0, scratch, on_match, &tally);
            } else {
                if (!stream)
                    status = hs_open_stream(database, 0, &stream);
                else
                    status = hs_reset_stream(stream, 0, scratch, on_match, &tally);
                for (size_t done = 0; done < length && status == HS_SUCCESS; done += chunk) {
                    size_t part = length - done < chunk ? length - done : chunk;
                    status = hs_scan_stream(
                        stream, records + place + done, (unsigned)part, 0, scratch, on_match, &tally);
                }
            }
            if (status != HS_SUCCESS) fail("a scan failed");
            place += length;
        }
        if (stream) hs_close_stream(stream, scratch, on_match, &tally);
        double seconds = now() - start;
        if (tally.out) fclose(tally.out);
        printf("%.6f %llu\n", seconds, (unsigned long long)tally.pairs);
        fflush(stdout);
    }
    return 0;
}
