#include "CVectors.h"

// Whether bytes are UTF-8, 32 at a time: each two neighbours are looked up by three of their four halves, and what all
// three look-ups agree on is wrong with them; what remains is whether the third and fourth bytes of long characters are
// where they have to be. (Keiser and Lemire, «Validating UTF-8 in less than one instruction per byte», 2021.)

#if defined(__x86_64__)
#include <immintrin.h>

#define FAST __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline)) FAST

// What can be wrong with two neighbours, a bit each.
enum {
    TOO_SHORT = 1 << 0,      // A leading byte, or ASCII behind one that wants more.
    TOO_LONG = 1 << 1,       // A continuation behind ASCII.
    OVERLONG_3 = 1 << 2,     // E0 and less than A0.
    SURROGATE = 1 << 4,      // ED and A0 or more.
    OVERLONG_2 = 1 << 5,     // C0 or C1.
    TWO_MORE = 1 << 7,       // Two continuations: wrong but behind the lead of a longer character.
    TOO_LARGE = 1 << 3,      // F4 and 90 or more, or F5 and above.
    TOO_LARGE_1000 = 1 << 6, // F5 and above, and 80 to 8F; also F0 and less than 90.
    OVERLONG_4 = 1 << 6,
    // What the low half of the first byte says nothing about.
    CARRY = TOO_SHORT | TOO_LONG | TWO_MORE
};

#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define B(x) (char)(x)

INLINE __m256i high_half(__m256i bytes) {
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

// The bytes so many places before each of `bytes`, where `before` are the 32 in front of them.
#define SHIFTED(bytes, before, by) \
    _mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(before, bytes, 0x21), 16 - (by))

INLINE __m256i errors_in(__m256i bytes, __m256i before) {
    const __m256i first_high = TABLE(
        B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG),
        B(TWO_MORE), B(TWO_MORE), B(TWO_MORE), B(TWO_MORE), B(TOO_SHORT | OVERLONG_2), B(TOO_SHORT),
        B(TOO_SHORT | OVERLONG_3 | SURROGATE), B(TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4));
    const __m256i first_low = TABLE(
        B(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), B(CARRY | OVERLONG_2), B(CARRY), B(CARRY),
        B(CARRY | TOO_LARGE), B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000));
    const __m256i second_high = TABLE(
        B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT),
        B(TOO_LONG | OVERLONG_2 | TWO_MORE | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
        B(TOO_LONG | OVERLONG_2 | TWO_MORE | OVERLONG_3 | TOO_LARGE),
        B(TOO_LONG | OVERLONG_2 | TWO_MORE | SURROGATE | TOO_LARGE),
        B(TOO_LONG | OVERLONG_2 | TWO_MORE | SURROGATE | TOO_LARGE), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT),
        B(TOO_SHORT));
    __m256i first = SHIFTED(bytes, before, 1);
    __m256i wrong = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(first_high, high_half(first)),
            _mm256_shuffle_epi8(first_low, _mm256_and_si256(first, _mm256_set1_epi8(0x0F)))),
        _mm256_shuffle_epi8(second_high, high_half(bytes)));
    // The third byte of three and four, and the fourth of four, have to be the second of two continuations.
    __m256i third = _mm256_subs_epu8(SHIFTED(bytes, before, 2), _mm256_set1_epi8(B(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(SHIFTED(bytes, before, 3), _mm256_set1_epi8(B(0xF0 - 0x80)));
    __m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(B(TWO_MORE)));
    return _mm256_xor_si256(due, wrong);
}

// Not all zero where the last bytes begin a character that goes on behind them.
INLINE __m256i begun_at_end(__m256i bytes) {
    const __m256i most = _mm256_setr_epi8(
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, B(0xF0 - 1), B(0xE0 - 1), B(0xC0 - 1));
    return _mm256_subs_epu8(bytes, most);
}

FAST static int validate(const uint8_t *text, size_t count) {
    __m256i before = _mm256_setzero_si256(), begun = before, wrong = before;
    for (size_t place = 0; place < count; place += 32) {
        __m256i bytes;
        if (count - place >= 32) {
            bytes = _mm256_loadu_si256((const __m256i *)(text + place));
        } else {
            uint8_t last[32] = {0};
            __builtin_memcpy(last, text + place, count - place);
            bytes = _mm256_loadu_si256((const __m256i *)last);
        }
        if (_mm256_movemask_epi8(bytes) == 0) {
            wrong = _mm256_or_si256(wrong, begun);
            begun = _mm256_setzero_si256();
        } else {
            wrong = _mm256_or_si256(wrong, errors_in(bytes, before));
            begun = begun_at_end(bytes);
        }
        before = bytes;
    }
    wrong = _mm256_or_si256(wrong, begun);
    return _mm256_testz_si256(wrong, wrong);
}

int hallmark_has_utf8(void) { return __builtin_cpu_supports("avx2") != 0; }

int hallmark_is_utf8(const uint8_t *text, size_t count) { return validate(text, count); }

#else

int hallmark_has_utf8(void) { return 0; }

int hallmark_is_utf8(const uint8_t *text, size_t count) {
    (void)text, (void)count;
    return 0;
}

#endif
