# What `quoted.pyx` looks at long texts with: 32 bytes in one step, by the vectors that GCC and Clang know.

from libc.stdint cimport uint32_t

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
    static inline uint32_t special(const unsigned char *at) {  // what ends a string of JSON, or is escaped in it
        vector a = sixteen(at), b = sixteen(at + 16);
        vector hit = (vector)(a == '"') | (vector)(a == '\\\\') | (vector)(a < 0x20);
        return bits(hit) | bits((vector)(b == '"') | (vector)(b == '\\\\') | (vector)(b < 0x20)) << 16;
    }
    static inline uint32_t high(const unsigned char *at, int first) {  // what is no ASCII; of it, what comes first in its sign
        vector a = sixteen(at), b = sixteen(at + 16);
        return first ? bits(a & (a + a)) | bits(b & (b + b)) << 16 : bits(a) | bits(b) << 16;
    }
    static inline void copied(const unsigned char *restrict at, void *restrict to, size_t size, int step) {  // as signs of 1 or 2 bytes
        uint16_t *restrict two = to;
        if (size == 1)
            memcpy(to, at, step == 1 ? 1 : 32);  // not more or fewer than that, which would take longer
        else if (step == 1)
            *two = *at;
        else
            for (int i = 0; i < 32; i++)
                two[i] = at[i];
    }
    static inline vector faults(const unsigned char *at, int strict) {  // where 16 bytes are no UTF-8, given the three before them
        vector a = sixteen(at - 3), b = sixteen(at - 2), c = sixteen(at - 1), d = sixteen(at);
        vector due = (vector)(c >= 0xC0) | (vector)(b >= 0xE0) | (vector)(a >= 0xF0), long3, long4;
        vector bad = (due ^ (vector)((d & 0xC0) == 0x80)) | (vector)((d & 0xFE) == 0xC0);
        if (!strict)  // or where it takes more to know
            return bad | (vector)(d == 0xE0) | (vector)(d == 0xED) | (vector)(d >= 0xF0);
        long3 = ((vector)(c == 0xE0) & (vector)(d < 0xA0)) | ((vector)(c == 0xED) & (vector)(d >= 0xA0));
        long4 = ((vector)(c == 0xF0) & (vector)(d < 0x90)) | ((vector)(c == 0xF4) & (vector)(d >= 0x90));
        return bad | long3 | long4 | (vector)(d >= 0xF5);
    }
    static inline uint32_t unsound(const unsigned char *at, const unsigned char *end, int strict) {
        vector bad = {0};
        for (; at < end; at += 16)
            bad |= faults(at, strict);
        return bits(bad);
    }
    static int utf8(const unsigned char *at, Py_ssize_t size) {
        unsigned char first[35] = {0}, last[35] = {0};
        const unsigned char *end = at + (size & ~15), *stop;
        memcpy(first + 3, at, size < 16 ? size : 16);
        memcpy(last + 3, end, size & 15);
        if (size >= 16)
            memcpy(last, end - 3, 3);
        if (unsound(first + 3, first + 19, 1) || unsound(last + 3, last + 19, 1))
            return 0;
        for (at += 16; at < end; at = stop) {
            stop = end - at < 1024 ? end : at + 1024;
            if (unsound(at, stop, 0) && unsound(at, stop, 1))
                return 0;
        }
        return 1;
    }
    """
    const unsigned char *MEANT
    const unsigned char *ESCAPE
    uint32_t special(const unsigned char *)
    uint32_t high(const unsigned char *, int)
    void copied(const unsigned char *, void *, size_t, int)
    bint utf8(const unsigned char *, Py_ssize_t)
    int __builtin_ctz(unsigned int)

ctypedef const unsigned char *Bytes
ctypedef unsigned char Byte

cdef enum:
    STEP = 32
