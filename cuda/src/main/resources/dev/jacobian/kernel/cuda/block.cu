
/*
 * What the threads of a block find together. The order of work follows from the number of threads
 * alone. All threads of a block call these, whose number is a multiple of a warp's.
 */
#define WARP 32
#define MOST_WARPS 32
#define ALL 0xffffffffu

/* A value and where it is; nowhere is -1. */
template <class T>
struct found {
  T value;
  int64_t at;
};

template <class T>
static inline T down(T x, int distance) { return __shfl_down_sync(ALL, x, distance); }

template <class T>
static inline found<T> down(found<T> x, int distance) {
  found<T> y = {down(x.value, distance), down(x.at, distance)};
  return y;
}

/* Waits for all threads; what each has written, all read after that. */
static inline void block_barrier() { __syncthreads(); }

template <class Op, class T>
static inline T block_reduce(T value) {
  __shared__ T totals[MOST_WARPS];
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value = Op::of(value, down(value, distance));
  }
  if (threadIdx.x % WARP == 0) {
    totals[threadIdx.x / WARP] = value;
  }
  __syncthreads();
  T total = totals[0];
  for (int warp = 1; warp < (int) (blockDim.x / WARP); warp++) {
    total = Op::of(total, totals[warp]);
  }
  __syncthreads();
  return total;
}

/* What the values up to a thread's become, its own among them; total is that of all threads. */
template <class Op, class T>
static inline T block_scan(T value, T neutral, T *total) {
  __shared__ T totals[MOST_WARPS];
  const int lane = threadIdx.x % WARP;
  for (int distance = 1; distance < WARP; distance *= 2) {
    const T before = __shfl_up_sync(ALL, value, distance);
    value = lane >= distance ? Op::of(before, value) : value;
  }
  if (lane == WARP - 1) {
    totals[threadIdx.x / WARP] = value;
  }
  __syncthreads();
  T before = neutral;
  T all = neutral;
  for (int warp = 0; warp < (int) (blockDim.x / WARP); warp++) {
    before = warp == (int) (threadIdx.x / WARP) ? all : before;
    all = Op::of(all, totals[warp]);
  }
  __syncthreads();
  *total = all;
  return Op::of(before, value);
}

struct sum_of {
  static inline double of(double a, double b) { return a + b; }
  static inline int32_t of(int32_t a, int32_t b) { return add_i32(a, b); }
  static inline int64_t of(int64_t a, int64_t b) { return add_i64(a, b); }
};

struct product_of {
  static inline double of(double a, double b) { return a * b; }
  static inline int32_t of(int32_t a, int32_t b) { return mul_i32(a, b); }
  static inline int64_t of(int64_t a, int64_t b) { return mul_i64(a, b); }
};

struct max_of {
  static inline float of(float a, float b) { return maximum_f32(a, b); }
  static inline double of(double a, double b) { return maximum_f64(a, b); }
  static inline int32_t of(int32_t a, int32_t b) { return maximum_i32(a, b); }
  static inline int64_t of(int64_t a, int64_t b) { return maximum_i64(a, b); }
};

struct min_of {
  static inline float of(float a, float b) { return minimum_f32(a, b); }
  static inline double of(double a, double b) { return minimum_f64(a, b); }
  static inline int32_t of(int32_t a, int32_t b) { return minimum_i32(a, b); }
  static inline int64_t of(int64_t a, int64_t b) { return minimum_i64(a, b); }
};

/* The larger value, a NaN before all, and of two equal ones the first. */
struct first_max_of {
  template <class T>
  static inline found<T> of(found<T> a, found<T> b) {
    if (a.at < 0 || b.at < 0) {
      return a.at < 0 ? b : a;
    }
    const bool isNaN = a.value != a.value;
    const bool otherIsNaN = b.value != b.value;
    if (isNaN || otherIsNaN ? isNaN && otherIsNaN : a.value == b.value) {
      return a.at < b.at ? a : b;
    }
    return isNaN || a.value > b.value ? a : b;
  }
};
