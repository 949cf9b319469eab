/*
 * What CUDA C has and C++ has not, so that a C++ compiler makes of a kernel a function that one
 * thread of a grid runs. The threads of a block that wait for each other are fibers, which take
 * turns.
 */
struct Dim {
  unsigned x;
};

/* As in CUDA C, where 64 bits are a long long and another type than a long. */
#undef __INT64_TYPE__
#undef __UINT64_TYPE__
#define __INT64_TYPE__ long long
#define __UINT64_TYPE__ unsigned long long

extern thread_local Dim threadIdx, blockIdx, blockDim, gridDim;

extern "C" {
void __syncthreads();
unsigned long emulated_shuffle(unsigned long bits, int from);
const void *emulated_aligned(const void *address, unsigned long bytes);
void *memcpy(void *, const void *, unsigned long);
double sin(double), cos(double), exp(double), log(double), log1p(double), tanh(double);
double erf(double), pow(double, double), sqrt(double), floor(double), fabs(double), rint(double);
double fmod(double, double), copysign(double, double);
float sinf(float), cosf(float), powf(float, float), sqrtf(float), floorf(float), fabsf(float);
}

#define ALIGNED(address, bytes) emulated_aligned(address, bytes)
#define __global__
#define __device__
#define __shared__ static thread_local

static inline float __int_as_float(int bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

template <class T>
static inline T emulated_shuffled(T x, int from) {
  unsigned long bits = 0;
  memcpy(&bits, &x, sizeof x);
  bits = emulated_shuffle(bits, from);
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Beyond the warp's end a thread keeps what it has. */
template <class T>
static inline T __shfl_down_sync(unsigned, T x, int distance) {
  int lane = threadIdx.x % 32;
  return emulated_shuffled(x, threadIdx.x + (lane + distance < 32 ? distance : 0));
}

template <class T>
static inline T __shfl_up_sync(unsigned, T x, int distance) {
  int lane = threadIdx.x % 32;
  return emulated_shuffled(x, threadIdx.x - (lane >= distance ? distance : 0));
}

/* Calls a kernel with its argument, which lies in memory. */
template <class A>
static inline void emulated_call(void (*kernel)(A), const void *argument) {
  kernel(*(const A *) argument);
}

template <class A>
constexpr unsigned long emulated_size(void (*)(A)) {
  return sizeof(A);
}
