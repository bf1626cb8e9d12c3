#include "CVectors.h"

// Swift has no byte shuffle by a variable index, and the baseline of x86-64 has none either: so these two loops are in
// C, compiled for processors that have one, and chosen at run time.

#if defined(__x86_64__)
#include <immintrin.h>

int hallmark_shuffle_width(void) {
    if (__builtin_cpu_supports("avx2")) return 32;
    if (__builtin_cpu_supports("ssse3")) return 16;
    return 0;
}

#define INLINE static inline __attribute__((always_inline))

// A candidate is always written, and kept by counting it: no branch to guess wrong.
INLINE size_t has_pair(const uint8_t *pairs, const uint8_t *text) {
    unsigned pair = text[0] | (unsigned)text[1] << 8;
    return pairs[pair >> 3] >> (pair & 7) & 1;
}

INLINE __attribute__((target("avx2"))) __m256i admit32(__m256i bytes, __m256i low, __m256i high) {
    const __m256i half = _mm256_set1_epi8(0x0F);
    __m256i l = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half));
    __m256i h = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
    return _mm256_and_si256(l, h);
}

INLINE __attribute__((target("avx2"))) size_t loop32(
    const uint8_t *text, size_t count, const uint8_t *tables, const uint8_t *pairs, const int positions, int ascii_only,
    uint32_t *places, uint8_t *buckets, size_t room, size_t *done) {
    __m256i low[4], high[4];
    for (int i = 0; i < positions; i++) {
        low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(tables + 32 * i)));
        high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(tables + 32 * i + 16)));
    }
    const __m256i zero = _mm256_setzero_si256();
    size_t found = 0, place = 0;
    for (; place + 35 <= count && found + 32 <= room; place += 32) {
        __m256i first = _mm256_loadu_si256((const __m256i *)(text + place));
        if (ascii_only && _mm256_movemask_epi8(first) == -1) continue;
        __m256i admitted = admit32(first, low[0], high[0]);
        for (int i = 1; i < positions; i++) {
            __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + place + i));
            admitted = _mm256_and_si256(admitted, admit32(bytes, low[i], high[i]));
        }
        uint32_t hits = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(admitted, zero));
        if (hits == 0) continue;
        uint8_t lanes[32];
        _mm256_storeu_si256((__m256i *)lanes, admitted);
        do {
            int lane = __builtin_ctz(hits);
            places[found] = (uint32_t)(place + lane);
            buckets[found] = lanes[lane];
            found += has_pair(pairs, text + place + lane);
            hits &= hits - 1;
        } while (hits != 0);
    }
    *done = place;
    return found;
}

INLINE __attribute__((target("ssse3"))) __m128i admit16(__m128i bytes, __m128i low, __m128i high) {
    const __m128i half = _mm_set1_epi8(0x0F);
    __m128i l = _mm_shuffle_epi8(low, _mm_and_si128(bytes, half));
    __m128i h = _mm_shuffle_epi8(high, _mm_and_si128(_mm_srli_epi16(bytes, 4), half));
    return _mm_and_si128(l, h);
}

INLINE __attribute__((target("ssse3"))) size_t loop16(
    const uint8_t *text, size_t count, const uint8_t *tables, const uint8_t *pairs, const int positions, int ascii_only,
    uint32_t *places, uint8_t *buckets, size_t room, size_t *done) {
    __m128i low[4], high[4];
    for (int i = 0; i < positions; i++) {
        low[i] = _mm_loadu_si128((const __m128i *)(tables + 32 * i));
        high[i] = _mm_loadu_si128((const __m128i *)(tables + 32 * i + 16));
    }
    const __m128i zero = _mm_setzero_si128();
    size_t found = 0, place = 0;
    for (; place + 19 <= count && found + 16 <= room; place += 16) {
        __m128i first = _mm_loadu_si128((const __m128i *)(text + place));
        if (ascii_only && _mm_movemask_epi8(first) == 0xFFFF) continue;
        __m128i admitted = admit16(first, low[0], high[0]);
        for (int i = 1; i < positions; i++) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(text + place + i));
            admitted = _mm_and_si128(admitted, admit16(bytes, low[i], high[i]));
        }
        uint32_t hits = 0xFFFFu & ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(admitted, zero));
        if (hits == 0) continue;
        uint8_t lanes[16];
        _mm_storeu_si128((__m128i *)lanes, admitted);
        do {
            int lane = __builtin_ctz(hits);
            places[found] = (uint32_t)(place + lane);
            buckets[found] = lanes[lane];
            found += has_pair(pairs, text + place + lane);
            hits &= hits - 1;
        } while (hits != 0);
    }
    *done = place;
    return found;
}

// One loop for each number of positions, so that the tables stay in registers.
#define KERNEL(name, isa, loop) \
    __attribute__((target(isa))) static size_t name( \
        const uint8_t *text, size_t count, const uint8_t *tables, const uint8_t *pairs, int positions, int ascii_only, \
        uint32_t *places, uint8_t *buckets, size_t room, size_t *done) { \
        switch (positions) { \
        case 1: return loop(text, count, tables, pairs, 1, ascii_only, places, buckets, room, done); \
        case 2: return loop(text, count, tables, pairs, 2, ascii_only, places, buckets, room, done); \
        case 3: return loop(text, count, tables, pairs, 3, ascii_only, places, buckets, room, done); \
        default: return loop(text, count, tables, pairs, 4, ascii_only, places, buckets, room, done); \
        } \
    }

KERNEL(kernel32, "avx2", loop32)
KERNEL(kernel16, "ssse3", loop16)

size_t hallmark_shuffle(
    int width, const uint8_t *text, size_t count, const uint8_t *tables, const uint8_t *pairs, int positions,
    int ascii_only, uint32_t *places, uint8_t *buckets, size_t room, size_t *done) {
    int has = hallmark_shuffle_width();
    if (width == 32 && has >= 32)
        return kernel32(text, count, tables, pairs, positions, ascii_only, places, buckets, room, done);
    if (width == 16 && has >= 16)
        return kernel16(text, count, tables, pairs, positions, ascii_only, places, buckets, room, done);
    *done = 0;
    return 0;
}

#else

int hallmark_shuffle_width(void) { return 0; }

size_t hallmark_shuffle(
    int width, const uint8_t *text, size_t count, const uint8_t *tables, const uint8_t *pairs, int positions,
    int ascii_only, uint32_t *places, uint8_t *buckets, size_t room, size_t *done) {
    (void)width, (void)text, (void)count, (void)tables, (void)pairs, (void)positions, (void)ascii_only;
    (void)places, (void)buckets, (void)room;
    *done = 0;
    return 0;
}

#endif
