/*
 * Runs a kernel on a grid, block after block. Threads of a block run one after the other, each up
 * to the end or to where it waits for the others; a block whose threads do not wait at the same
 * places is an error, as it would be on a device.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

struct Dim {
  unsigned x;
};

thread_local Dim threadIdx, blockIdx, blockDim, gridDim;

typedef void (*Kernel)(const void *argument);

namespace {
const int MOST_THREADS = 1024;
const size_t STACK = 64 * 1024;

struct Fiber {
  char *stack;
  jmp_buf place;
  bool isDone;
  unsigned shuffles;
};

thread_local Fiber *fibers;
thread_local uint64_t slots[2][MOST_THREADS];
thread_local ucontext_t first;
thread_local jmp_buf scheduler;
thread_local Kernel running;
thread_local const void *given;

void begin() {
  running(given);
  fibers[threadIdx.x].isDone = true;
  _longjmp(scheduler, 1);
}

void turn(unsigned thread, bool isNew) {
  threadIdx.x = thread;
  if (_setjmp(scheduler) == 0) {
    if (isNew) {
      ucontext_t context;
      getcontext(&context);
      context.uc_stack.ss_sp = fibers[thread].stack;
      context.uc_stack.ss_size = STACK;
      context.uc_link = 0;
      makecontext(&context, begin, 0);
      setcontext(&context);
    }
    _longjmp(fibers[thread].place, 1);
  }
}

/* Returns whether all threads came to the end together. */
bool block() {
  if (!fibers) {
    fibers = (Fiber *) calloc(MOST_THREADS, sizeof(Fiber));
  }
  for (unsigned thread = 0; thread < blockDim.x; thread++) {
    if (!fibers[thread].stack) {
      fibers[thread].stack = (char *) malloc(STACK);
    }
    fibers[thread].isDone = false;
    fibers[thread].shuffles = 0;
  }
  for (bool isNew = true;; isNew = false) {
    unsigned done = 0;
    for (unsigned thread = 0; thread < blockDim.x; thread++) {
      turn(thread, isNew);
      done += fibers[thread].isDone;
    }
    if (done > 0) {
      return done == blockDim.x;
    }
  }
}
}  // namespace

extern "C" {
void __syncthreads() {
  Fiber *me = &fibers[threadIdx.x];
  if (_setjmp(me->place) == 0) {
    _longjmp(scheduler, 1);
  }
}

unsigned long emulated_shuffle(unsigned long bits, int from) {
  /* Two rows, since some threads read while others write the next one. */
  uint64_t *row = slots[fibers[threadIdx.x].shuffles++ & 1];
  row[threadIdx.x] = bits;
  __syncthreads();
  return row[from];
}

/* n: kernel, whether threads wait, blocks, threads, address of the argument. Returns 0 or an error. */
__attribute__((visibility("default"))) int emulated_launch(int64_t *n, int64_t) {
  running = (Kernel) n[0];
  given = (const void *) n[4];
  gridDim.x = (unsigned) n[2];
  blockDim.x = (unsigned) n[3];
  for (unsigned i = 0; i < gridDim.x; i++) {
    blockIdx.x = i;
    if (n[1]) {
      if (!block()) {
        return 1;
      }
      continue;
    }
    for (unsigned thread = 0; thread < blockDim.x; thread++) {
      threadIdx.x = thread;
      running(given);
    }
  }
  return 0;
}
}

namespace {
struct Matrix {
  int64_t address, isTransposed, columnsApart, matricesApart;
};

template <class T>
T *element(const Matrix &x, int64_t matrix, int64_t row, int64_t column) {
  if (x.isTransposed) {
    int64_t other = row;
    row = column;
    column = other;
  }
  return (T *) x.address + matrix * x.matricesApart + column * x.columnsApart + row;
}

template <class T>
void multiply(const int64_t *n) {
  const int64_t rows = n[1], columns = n[2], terms = n[3], batch = n[4];
  double alpha, beta;
  memcpy(&alpha, n + 5, sizeof alpha);
  memcpy(&beta, n + 6, sizeof beta);
  const Matrix a = {n[7], n[8], n[9], n[10]}, b = {n[11], n[12], n[13], n[14]};
  const Matrix c = {n[15], n[16], n[17], n[18]};
  for (int64_t i = 0; i < batch; i++) {
    for (int64_t column = 0; column < columns; column++) {
      for (int64_t row = 0; row < rows; row++) {
        double sum = 0;
        for (int64_t k = 0; k < terms; k++) {
          sum += (double) *element<T>(a, i, row, k) * *element<T>(b, i, k, column);
        }
        T *place = element<T>(c, i, row, column);
        *place = (T) (alpha * sum + (beta == 0 ? 0 : beta * *place));
      }
    }
  }
}
}  // namespace

/* n: whether it is float64, m, n, k, batch, alpha, beta, then each matrix. */
extern "C" __attribute__((visibility("default"))) int emulated_multiply(int64_t *n, int64_t) {
  if (n[0]) {
    multiply<double>(n);
  } else {
    multiply<float>(n);
  }
  return 0;
}
