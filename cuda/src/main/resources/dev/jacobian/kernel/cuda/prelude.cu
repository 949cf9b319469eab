/*
 * What functions.c needs to be CUDA C: it uses what compilers of C have built in. No header is
 * included, so that the compiler that comes with a driver's libraries is all that is needed.
 */
#ifndef __INT32_TYPE__
#define __INT32_TYPE__ int
#define __UINT32_TYPE__ unsigned int
#define __INT64_TYPE__ long long
#define __UINT64_TYPE__ unsigned long long
#endif
#define restrict __restrict__
#define __builtin_memcpy memcpy
#define __builtin_sqrtf sqrtf
#define __builtin_sqrt sqrt
#define __builtin_floorf floorf
#define __builtin_floor floor
#define __builtin_fabsf fabsf
#define __builtin_fabs fabs
#define __builtin_rint rint
#define __builtin_fmod fmod
#define __builtin_copysign copysign
#define __builtin_inff() __int_as_float(0x7f800000)
#define __builtin_nanf(text) __int_as_float(0x7fc00000)

