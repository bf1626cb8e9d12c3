#include "CVectors.h"

// The filter over long windows, eight at a time, for processors that can gather. It must leave exactly the candidates
// that the loop in LiteralScan.swift leaves, which says what is looked at and why.

#if defined(__x86_64__)
#include <immintrin.h>

#define FAST __attribute__((target("avx2,bmi,bmi2")))
#define INLINE static inline __attribute__((always_inline)) FAST

// Which of eight windows may be in the set: `low` are their first four bytes, `high` those after them.
INLINE uint32_t admitted(__m256i low, __m256i high, const uint32_t *bits, __m128i shift) {
    const __m256i part = _mm256_set1_epi32(31);
    __m256i hash = _mm256_add_epi32(
        _mm256_mullo_epi32(low, _mm256_set1_epi32((int)0x9E3779B1u)),
        _mm256_mullo_epi32(high, _mm256_set1_epi32((int)0x85EBCA77u)));
    hash = _mm256_xor_si256(hash, _mm256_srli_epi32(hash, 16));
    hash = _mm256_mullo_epi32(hash, _mm256_set1_epi32((int)0xC2B2AE3Du));
    __m256i word = _mm256_i32gather_epi32((const int *)bits, _mm256_srl_epi32(hash, shift), 4);
    __m256i first = _mm256_srlv_epi32(word, _mm256_and_si256(_mm256_srli_epi32(hash, 9), part));
    __m256i second = _mm256_srlv_epi32(word, _mm256_and_si256(_mm256_srli_epi32(hash, 4), part));
    __m256i third = _mm256_srlv_epi32(word, _mm256_and_si256(hash, part));
    __m256i all = _mm256_slli_epi32(_mm256_and_si256(_mm256_and_si256(first, second), third), 31);
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(all));
}

INLINE uint32_t admitted_one(uint64_t key, const uint32_t *bits, int shift) {
    uint32_t hash = (uint32_t)key * 0x9E3779B1u + (uint32_t)(key >> 32) * 0x85EBCA77u;
    hash = (hash ^ hash >> 16) * 0xC2B2AE3Du;
    uint32_t word = bits[hash >> shift];
    return word >> (hash >> 9 & 31) & word >> (hash >> 4 & 31) & word >> (hash & 31) & 1;
}

INLINE __m256i two(const uint8_t *first, const uint8_t *second) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)first)), _mm_loadu_si128((const __m128i *)second), 1);
}

FAST static size_t filter(
    const uint8_t *text, size_t *place, size_t end, const uint32_t *bits, int shift, uint32_t *candidates,
    size_t room) {
    const __m256i lead_mask = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        (char)0xF0, (char)0xC0, (char)0xC0, (char)0xF0, (char)0xC0, (char)0xC0, (char)0xF0, (char)0xC0, (char)0xC0,
        (char)0xF0, (char)0xC0, (char)0xC0, 0, 0, 0, 0));
    const __m256i lead = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        (char)0xE0, (char)0x80, (char)0x80, (char)0xE0, (char)0x80, (char)0x80, (char)0xE0, (char)0x80, (char)0x80,
        (char)0xE0, (char)0x80, (char)0x80, 0, 0, 0, 0));
    const __m256i wide_low = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12));
    const __m256i wide_high = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(4, 5, -1, -1, 7, 8, -1, -1, 10, 11, -1, -1, 13, 14, -1, -1));
    const __m256i ascii_low = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9));
    const __m256i ascii_high = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(4, -1, -1, -1, 6, -1, -1, -1, 8, -1, -1, -1, 10, -1, -1, -1));
    const __m256i fold = _mm256_set1_epi8(0x20);
    const __m128i count = _mm_cvtsi32_si128(shift);
    size_t at = *place, found = 0;
    while (at < end && found + 8 <= room) {
        uint8_t byte = text[at];
        if (byte < 0x80) {
            if (at & 1) {
                at++;
                continue;
            }
            // Eight even places, of which those count that hold ASCII before anything else does.
            __m256i bytes = two(text + at, text + at + 8);
            uint32_t other = (uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(text + at)));
            uint32_t run = _tzcnt_u32(other | 0x10000);
            bytes = _mm256_or_si256(bytes, fold);
            uint32_t mask = admitted(
                _mm256_shuffle_epi8(bytes, ascii_low), _mm256_shuffle_epi8(bytes, ascii_high), bits, count);
            for (mask = _bzhi_u32(mask, (run + 1) / 2); mask != 0; mask = _blsr_u32(mask))
                candidates[found++] = (uint32_t)(at + 2 * _tzcnt_u32(mask));
            at += run;
            continue;
        }
        // Eight characters of three bytes, of which those count that come before anything else.
        __m256i bytes = two(text + at, text + at + 12);
        uint32_t equal = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(bytes, lead_mask), lead));
        uint32_t whole = (equal & 0xFFF) | (equal >> 16 & 0xFFF) << 12;
        uint32_t characters = _tzcnt_u32(~whole) * 171 >> 9;
        if (characters != 0) {
            uint32_t mask = admitted(
                _mm256_shuffle_epi8(bytes, wide_low), _mm256_shuffle_epi8(bytes, wide_high), bits, count);
            for (mask = _bzhi_u32(mask, characters); mask != 0; mask = _blsr_u32(mask))
                candidates[found++] = (uint32_t)(at + 3 * _tzcnt_u32(mask));
            at += 3 * characters;
            continue;
        }
        if ((byte & 0xE0) == 0xC0 && (text[at + 1] & 0xC0) == 0x80) {
            uint64_t word;
            __builtin_memcpy(&word, text + at, 8);
            candidates[found] = (uint32_t)at;
            found += admitted_one(word & 0xFFFFFFFFFFFF, bits, shift);
            at += 2;
        } else {
            at += 1;
        }
    }
    *place = at;
    return found;
}

int hallmark_has_filter(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

size_t hallmark_filter(
    const uint8_t *text, size_t *place, size_t end, const uint32_t *bits, int shift, uint32_t *candidates,
    size_t room) {
    return filter(text, place, end, bits, shift, candidates, room);
}

#else

int hallmark_has_filter(void) { return 0; }

size_t hallmark_filter(
    const uint8_t *text, size_t *place, size_t end, const uint32_t *bits, int shift, uint32_t *candidates,
    size_t room) {
    (void)room, (void)text, (void)place, (void)end, (void)bits, (void)shift, (void)candidates;
    return 0;
}

#endif
