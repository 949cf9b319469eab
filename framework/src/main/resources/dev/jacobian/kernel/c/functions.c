/*
 * What kernels call: a function of a type here is what its constant of UnaryFunction or
 * BinaryFunction is in C. What has no line here stays in Java, as functions do that two libraries
 * may round in two ways. Bit for bit what Java computes: its classes FloatFunctions, FloorFunctions and
 * IntegerPower, Math.max and Math.min, and its conversions. No header is included, so that a
 * compiler is all that a machine needs.
 */
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef __INT32_TYPE__ int32_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __INT64_TYPE__ int64_t;
typedef __UINT64_TYPE__ uint64_t;

/* A truth value: -1 (all bits set) or 0. */
typedef int32_t mask_t;

/* No element depends on another one, though an output may be an input. */
#ifdef __clang__
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

/* What is called once for many elements is compiled once, not once for each place that calls it. */
#define APART static __attribute__((noinline))

/*
 * Stores past the caches what would push out of them all that came before, and be gone itself before
 * somebody reads it.
 */
#if defined(__AVX512F__)
typedef float stored_t __attribute__((vector_size(64)));
#elif defined(__AVX__)
typedef float stored_t __attribute__((vector_size(32)));
#endif

static inline void stream(void *restrict to, const void *restrict from, int64_t bytes) {
  int64_t done = 0;
#if defined(__AVX__)
  const int64_t step = sizeof(stored_t);
  if ((uint64_t) to % step == 0) {
    for (; done <= bytes - step; done += step) {
      stored_t values;
      __builtin_memcpy(&values, (const char *) from + done, step);
#if defined(__clang__)
      __builtin_nontemporal_store(values, (stored_t *) ((char *) to + done));
#elif defined(__AVX512F__)
      __builtin_ia32_movntps512((float *) ((char *) to + done), values);
#else
      __builtin_ia32_movntps256((float *) ((char *) to + done), values);
#endif
    }
  }
#endif
  __builtin_memcpy((char *) to + done, (const char *) from + done, bytes - done);
}

/* Lets other threads see what was streamed. */
static inline void end_stream(void) {
#if defined(__AVX__)
  __builtin_ia32_sfence();
#endif
}

#define ROUND 12582912.0f
#define FIRST_BIT 8388608.0f
#define LOG2_HIGH 0.693359375f
#define LOG2_LOW -2.12194440e-4f
#define LOG2_E 1.44269504f
#define MIN_NORMAL 0x1p-126f
#define MAX_FINITE 0x1.fffffep127f
#define INT64_MIN_VALUE (-0x7fffffffffffffff - 1)

static inline int32_t bits_f32(float x) {
  int32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float float_of(int32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

static inline int64_t bits_f64(double x) {
  int64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double double_of(int64_t bits) {
  double x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

/* Equal numbers have equal bits, except for zeros: the larger one has the fewer bits. */
static inline float maximum_f32(float a, float b) {
  float equal = float_of(bits_f32(a) & bits_f32(b));
  float larger = a > b ? a : b;
  float ordered = a == b ? equal : larger;
  return a != a ? a : ordered;
}

static inline float minimum_f32(float a, float b) {
  float equal = float_of(bits_f32(a) | bits_f32(b));
  float smaller = a < b ? a : b;
  float ordered = a == b ? equal : smaller;
  return a != a ? a : ordered;
}

static inline double maximum_f64(double a, double b) {
  double equal = double_of(bits_f64(a) & bits_f64(b));
  double larger = a > b ? a : b;
  double ordered = a == b ? equal : larger;
  return a != a ? a : ordered;
}

static inline double minimum_f64(double a, double b) {
  double equal = double_of(bits_f64(a) | bits_f64(b));
  double smaller = a < b ? a : b;
  double ordered = a == b ? equal : smaller;
  return a != a ? a : ordered;
}

/*
 * Integers wrap around, as Java's do: by numbers without a sign, since C says nothing of one that
 * leaves its range, and a compiler of CUDA C, which has no -fwrapv, takes it that none does.
 */
static inline int32_t add_i32(int32_t a, int32_t b) { return (int32_t) ((uint32_t) a + (uint32_t) b); }
static inline int64_t add_i64(int64_t a, int64_t b) { return (int64_t) ((uint64_t) a + (uint64_t) b); }
static inline int32_t sub_i32(int32_t a, int32_t b) { return (int32_t) ((uint32_t) a - (uint32_t) b); }
static inline int64_t sub_i64(int64_t a, int64_t b) { return (int64_t) ((uint64_t) a - (uint64_t) b); }
static inline int32_t mul_i32(int32_t a, int32_t b) { return (int32_t) ((uint32_t) a * (uint32_t) b); }
static inline int64_t mul_i64(int64_t a, int64_t b) { return (int64_t) ((uint64_t) a * (uint64_t) b); }

static inline int32_t maximum_i32(int32_t a, int32_t b) { return a > b ? a : b; }
static inline int32_t minimum_i32(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int64_t maximum_i64(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t minimum_i64(int64_t a, int64_t b) { return a < b ? a : b; }

/* max(x, 0), of which -0 is 0 and NaN is NaN. */
static inline float relu_f32(float x) { return x <= 0 ? 0 : x; }
static inline double relu_f64(double x) { return x <= 0 ? 0 : x; }
static inline int32_t relu_i32(int32_t x) { return x > 0 ? x : 0; }
static inline int64_t relu_i64(int64_t x) { return x > 0 ? x : 0; }

static inline float neg_f32(float x) { return -x; }
static inline double neg_f64(double x) { return -x; }
static inline int32_t neg_i32(int32_t x) { return sub_i32(0, x); }
static inline int64_t neg_i64(int64_t x) { return sub_i64(0, x); }

static inline float reciprocal_f32(float x) { return 1 / x; }
static inline double reciprocal_f64(double x) { return 1 / x; }

static inline float sqrt_f32(float x) { return __builtin_sqrtf(x); }
static inline double sqrt_f64(double x) { return __builtin_sqrt(x); }

static inline float floor_f32(float x) { return __builtin_floorf(x); }
static inline double floor_f64(double x) { return __builtin_floor(x); }
static inline int32_t floor_i32(int32_t x) { return x; }
static inline int64_t floor_i64(int64_t x) { return x; }

static inline float abs_f32(float x) { return __builtin_fabsf(x); }
static inline double abs_f64(double x) { return __builtin_fabs(x); }
static inline int32_t abs_i32(int32_t x) { return x < 0 ? neg_i32(x) : x; }
static inline int64_t abs_i64(int64_t x) { return x < 0 ? neg_i64(x) : x; }

static inline float sign_f32(float x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
static inline double sign_f64(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
static inline int32_t sign_i32(int32_t x) { return (x > 0) - (x < 0); }
static inline int64_t sign_i64(int64_t x) { return (x > 0) - (x < 0); }

static inline float softsign_f32(float x) { return x / (1 + __builtin_fabsf(x)); }
static inline double softsign_f64(double x) { return x / (1 + __builtin_fabs(x)); }

/* Between bounds that are not zero; NaN stays. */
static inline float between(float low, float x, float high) {
  float y = x > high ? high : x;
  return y < low ? low : y;
}

/* 2^j of a whole j from -126 to 127: a number's exponent is j plus 127. */
static inline float power_of_two(float j) {
  return float_of((int32_t) ((uint32_t) (bits_f32(j + ROUND) + 127) << 23));
}

static inline float exp_f32(float x) {
  float bounded = between(-104, x, 89);
  float j = bounded * (LOG2_E / 2) + ROUND - ROUND;
  float r = bounded - j * (2 * LOG2_HIGH) - j * (2 * LOG2_LOW);
  float p = 1.96108601088e-4f;
  p = p * r + 1.41050707817e-3f;
  p = p * r + 8.33611966357e-3f;
  p = p * r + 4.16612388511e-2f;
  p = p * r + 1.66666136873e-1f;
  p = p * r + 5.00000349122e-1f;
  float scale = power_of_two(j);
  return (p * (r * r) + r + 1) * scale * scale;
}

static inline float sigmoid_f32(float x) {
  float e = exp_f32(x);
  float bounded = e > 1e38f ? 1e38f : e;
  return bounded / (1 + bounded);
}

static inline float expm1_of(float r, float j) {
  float p = 1.38824709792e-3f;
  p = p * r + 8.36678762148e-3f;
  p = p * r + 4.16672084621e-2f;
  p = p * r + 1.66665416354e-1f;
  p = p * r + 4.99999981092e-1f;
  float scale = power_of_two(j);
  return (p * (r * r) + r) * scale + (scale - 1);
}

static inline float tanh_f32(float x) {
  float bounded = between(-10, x, 10);
  float j = bounded * (2 * LOG2_E) + ROUND - ROUND;
  float half = bounded - j * (LOG2_HIGH / 2) - j * (LOG2_LOW / 2);
  float m = expm1_of(half + half, j);
  return m / (m + 2);
}

static inline float erf_f32(float x) {
  float size = __builtin_fabsf(x);
  float z = x * x;
  float p = -6.09036102e-4f;
  p = p * z + 5.01196342e-3f;
  p = p * z - 2.67789097e-2f;
  p = p * z + 1.12821409e-1f;
  p = p * z - 3.76125233e-1f;
  p = p * z + 1.28379154e-1f;
  float near = p * x + x;
  float a = size > 4 ? 4 : size;
  float q = -1.98219971e-4f;
  q = q * a + 3.06549337e-3f;
  q = q * a - 2.23152252e-2f;
  q = q * a + 1.04113704e-1f;
  q = q * a + 6.36976055e-1f;
  q = q * a + 1.12779726f;
  q = q * a + 1.66443728e-4f;
  float j = ROUND - q * LOG2_E - ROUND;
  float r = -q - j * LOG2_HIGH - j * LOG2_LOW;
  float e = 8.374646934e-3f;
  e = e * r + 4.189831697e-2f;
  e = e * r + 1.666645718e-1f;
  e = e * r + 4.999914671e-1f;
  float far = 1 - (e * (r * r) + r + 1) * power_of_two(j);
  float other = x < 0 ? -far : far;
  return size < 0.894500136f ? near : other;
}

/* Of a positive, finite number. Below the normal ones it is scaled by a power of two. */
static inline float log_of_positive(float x) {
  mask_t tiny = x < MIN_NORMAL ? -1 : 0;
  float scaled = x * FIRST_BIT;
  int32_t bits = bits_f32(tiny ? scaled : x);
  int32_t exponent = sub_i32(bits, 0x3f3504f3) >> 23;
  float f = float_of(sub_i32(bits, (int32_t) ((uint32_t) exponent << 23))) - 1;
  float k = float_of(0x4b400000 + exponent) - ROUND - (tiny ? 23.0f : 0.0f);
  float p = -7.650794e-2f;
  p = p * f + 1.2775575e-1f;
  p = p * f - 1.3160887e-1f;
  p = p * f + 1.4199951e-1f;
  p = p * f - 1.6623105e-1f;
  p = p * f + 2.0001294e-1f;
  p = p * f - 2.5000829e-1f;
  p = p * f + 3.333333e-1f;
  float square = f * f;
  float small = p * (square * f) + k * LOG2_LOW - 0.5f * square;
  return f + small + k * LOG2_HIGH;
}

/* Infinity and NaN stay, 0 becomes negative infinity, and what is below it NaN. */
static inline float log_f32(float x) {
  float ordinary = log_of_positive(x);
  float other = x > 0 ? x : x == 0 ? -__builtin_inff() : __builtin_nanf("");
  return (x > 0) & (x <= MAX_FINITE) ? ordinary : other;
}

static inline float log1p_f32(float x) {
  float sum = 1 + x;
  float ordinary = log_of_positive(sum) + (x - (sum - 1)) / sum;
  float other = x > -1 ? x : x == -1 ? -__builtin_inff() : __builtin_nanf("");
  return (x > -1) & (x <= MAX_FINITE) ? ordinary : other;
}

static inline double floor_div_f64(double a, double b) {
  if (b == 0) {
    return a / b;
  }
  double rest = __builtin_fmod(a, b);
  double whole = (a - rest) / b;
  if (rest != 0 && (b < 0) != (rest < 0)) {
    whole -= 1;
  }
  return whole == 0 ? __builtin_copysign(0.0, a / b) : __builtin_rint(whole);
}

static inline double remainder_f64(double a, double b) {
  double rest = __builtin_fmod(a, b);
  return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
}

static inline float floor_div_f32(float a, float b) { return (float) floor_div_f64(a, b); }
static inline float remainder_f32(float a, float b) { return (float) remainder_f64(a, b); }

/* A divisor of 0 is noted as an error; -1 is apart since the smallest number has no opposite. */
static inline int64_t floor_div_i64(int64_t a, int64_t b, int *error) {
  if (b == 0) {
    *error = 1;
    return 0;
  }
  if (b == -1) {
    return neg_i64(a);
  }
  int64_t whole = a / b;
  return whole - (a % b != 0 && (a < 0) != (b < 0));
}

static inline int64_t remainder_i64(int64_t a, int64_t b, int *error) {
  if (b == 0) {
    *error = 1;
    return 0;
  }
  if (b == -1) {
    return 0;
  }
  int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static inline int32_t floor_div_i32(int32_t a, int32_t b, int *error) {
  return (int32_t) floor_div_i64(a, b, error);
}

static inline int32_t remainder_i32(int32_t a, int32_t b, int *error) {
  return (int32_t) remainder_i64(a, b, error);
}

static inline int64_t pow_i64(int64_t base, int64_t exponent) {
  if (exponent < 0) {
    if (base != 1 && base != -1) {
      return 0;
    }
    exponent &= 1;
  }
  int64_t result = 1;
  int64_t square = base;
  for (int64_t rest = exponent; rest > 0; rest >>= 1) {
    if (rest & 1) {
      result = mul_i64(result, square);
    }
    square = mul_i64(square, square);
  }
  return result;
}

static inline int32_t pow_i32(int32_t a, int32_t b) { return (int32_t) pow_i64(a, b); }

/* To integers as Java converts: towards zero, within the range, NaN to 0. */
static inline int32_t i32_of_f32(float x) {
  float bounded = between(-0x1p31f, x, 0x1.fffffep30f);
  int32_t inside = (int32_t) (x != x ? 0 : bounded);
  return x >= 0x1p31f ? 0x7fffffff : inside;
}

static inline int32_t i32_of_f64(double x) {
  double high = x > 2147483647.0 ? 2147483647.0 : x;
  double bounded = high < -2147483648.0 ? -2147483648.0 : high;
  return (int32_t) (x != x ? 0 : bounded);
}

static inline int64_t i64_of_f64(double x) {
  if (x != x) {
    return 0;
  }
  return x >= 0x1p63 ? 0x7fffffffffffffff : x < -0x1p63 ? INT64_MIN_VALUE : (int64_t) x;
}

static inline int64_t i64_of_f32(float x) { return i64_of_f64(x); }
