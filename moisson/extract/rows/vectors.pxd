# What `quoted.pyx` looks at long texts with: 64 bytes in one step, by the vectors that GCC and Clang know.

from libc.stdint cimport uint64_t

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    typedef unsigned char vector __attribute__((vector_size(16)));

    // What a letter after a backslash means, and the letter that orjson writes for a sign.
    static const unsigned char MEANT[256] = {['n'] = '\\n', ['"'] = '"', ['\\\\'] = '\\\\', ['/'] = '/',
        ['t'] = '\\t', ['r'] = '\\r', ['b'] = '\\b', ['f'] = '\\f'};
    static const unsigned char ESCAPE[256] = {
        ['\\n'] = 'n', ['"'] = '"', ['\\\\'] = '\\\\', ['\\t'] = 't', ['\\r'] = 'r', ['\\b'] = 'b', ['\\f'] = 'f'};

    static inline vector sixteen(const unsigned char *at) {
        vector read;
        memcpy(&read, at, 16);
        return read;
    }
    static inline uint32_t bits(vector hit) {  // one for each byte, the first one lowest
    #ifdef __SSE2__
        return __builtin_ia32_pmovmskb128((__attribute__((vector_size(16))) char)hit);
    #endif
        uint64_t half[2];
        memcpy(half, &hit, 16);
    #if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        half[0] = __builtin_bswap64(half[0]), half[1] = __builtin_bswap64(half[1]);
    #endif
        for (int i = 0; i < 2; i++)
            half[i] = (half[i] & 0x8080808080808080ULL) * 0x0002040810204081ULL >> 56;
        return (uint32_t)(half[0] | half[1] << 8);
    }
    static inline uint32_t marks(vector a) {  // what ends a string of JSON, or is escaped in it
        return bits((vector)(a == '"') | (vector)(a == '\\\\') | (vector)(a < 0x20));
    }
    static inline uint64_t special(const unsigned char *at) {
        uint64_t low = marks(sixteen(at)) | marks(sixteen(at + 16)) << 16;
        return low | (uint64_t)(marks(sixteen(at + 32)) | marks(sixteen(at + 48)) << 16) << 32;
    }
    static inline uint64_t high(const unsigned char *at, int first) {  // what is no ASCII; of it, what comes first in its sign
        uint64_t found = 0;
        for (int i = 0; i < 4; i++) {
            vector a = sixteen(at + 16 * i);
            found |= (uint64_t)bits(first ? a & (a + a) : a) << 16 * i;
        }
        return found;
    }
    static inline void doubled(const unsigned char *restrict at, uint16_t *restrict to) {
        for (int i = 0; i < 32; i++)
            to[i] = at[i];
    }
    static inline void copied(const unsigned char *at, void *to, size_t size, int step, int wanted) {  // as signs of 1 or 2 bytes
        uint16_t *two = to;
        if (size == 1)
            step == 64 ? memcpy(to, at, 64) : memcpy(to, at, step == 1 ? 1 : 32);  // not more or fewer, which would take longer
        else if (step == 1)
            *two = *at;
        else {
            doubled(at, two);
            if (wanted > 32)
                doubled(at + 32, two + 32);
        }
    }
    #if defined(__x86_64__) && defined(__GLIBC__)  // where the processor can be asked for more when the module is loaded
    #define ASKED __attribute__((target_clones("avx2", "default")))
    #else
    #define ASKED
    #endif
    typedef unsigned char wide __attribute__((vector_size(32)));

    static inline __attribute__((always_inline)) int unsound(const unsigned char *at, const unsigned char *end, int strict) {
        wide a, b, c, d, due, bad = {0};  // where 32 bytes are no UTF-8, given the three before them
        uint64_t any[4];
        for (; at < end; at += 32) {
            memcpy(&a, at - 3, 32), memcpy(&b, at - 2, 32), memcpy(&c, at - 1, 32), memcpy(&d, at, 32);
            due = (wide)(c >= 0xC0) | (wide)(b >= 0xE0) | (wide)(a >= 0xF0);
            bad |= (due ^ (wide)((d & 0xC0) == 0x80)) | (wide)((d & 0xFE) == 0xC0);
            if (strict) {
                bad |= ((wide)(c == 0xE0) & (wide)(d < 0xA0)) | ((wide)(c == 0xED) & (wide)(d >= 0xA0)) | (wide)(c >= 0xF5);
                bad |= ((wide)(c == 0xF0) & (wide)(d < 0x90)) | ((wide)(c == 0xF4) & (wide)(d >= 0x90));
            } else  // or where it takes more to know
                bad |= (wide)(c == 0xE0) | (wide)(c == 0xED) | (wide)(c >= 0xF0);
        }
        memcpy(any, &bad, 32);
        return (any[0] | any[1] | any[2] | any[3]) != 0;
    }
    ASKED static int utf8(const unsigned char *at, Py_ssize_t size) {
        unsigned char first[35] = {0}, last[35] = {0};
        const unsigned char *end = at + (size & ~31), *stop;
        memcpy(first + 3, at, size < 32 ? size : 32);
        memcpy(last + 3, end, size & 31);
        if (size >= 32)
            memcpy(last, end - 3, 3);
        if (unsound(first + 3, first + 35, 1) || unsound(last + 3, last + 35, 1))
            return 0;
        for (at += 32; at < end; at = stop) {
            stop = end - at < 1024 ? end : at + 1024;
            if (unsound(at, stop, 0) && unsound(at, stop, 1))
                return 0;
        }
        return 1;
    }
    """
    const unsigned char *MEANT
    const unsigned char *ESCAPE
    uint64_t special(const unsigned char *)
    uint64_t high(const unsigned char *, int)
    void copied(const unsigned char *, void *, size_t, int, int)
    bint utf8(const unsigned char *, Py_ssize_t)
    int __builtin_ctzll(unsigned long long)

ctypedef const unsigned char *Bytes
ctypedef unsigned char Byte

cdef enum:
    STEP = 64  # bytes
    HALF = 32
