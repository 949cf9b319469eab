/*
 * Runs a kernel on a grid, block after block. Threads of a block run one after the other, each up
 * to the end or to where it waits for the others; a block whose threads do not wait at the same
 * places is an error, as it would be on a device. Every other grid runs from its end, its last
 * thread first, so that what depends on who comes first is not always the same.
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
thread_local jmp_buf scheduler;
thread_local Kernel running;
thread_local uint64_t grids;
thread_local const void *given;

/* Reads and writes of several elements at once, and those that a device would refuse. */
thread_local uint64_t packs, misaligned;

/* What a kernel may read beside the device's memory: its argument, and what lies on its thread's stack. */
thread_local const char *frames;

/* The allocation that was read last. */
thread_local const char *first, *end;

/* Reads that leave an allocation. */
thread_local uint64_t outside;

/* Calculations of which C++ says that anything may become of them, and so NVIDIA's compiler too. */
thread_local uint64_t undefined;

void begin() {
  running(given);
  fibers[threadIdx.x].isDone = true;
  _longjmp(scheduler, 1);
}

void turn(unsigned thread, bool isNew) {
  threadIdx.x = thread;
  frames = fibers[thread].stack + STACK;
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

bool is_beside(const void *address, int64_t bytes);

/* What g++ lets a kernel call before it reads. */
void before_read(const void *address, uint64_t bytes) {
  const char *at = (const char *) address;
  bool isKnown = (at >= first && at + bytes <= end) || (at >= __builtin_frame_address(0) && at < frames);
  outside += !isKnown && is_beside(address, bytes);
}

/* Returns which of some blocks or threads comes next. */
unsigned turned(unsigned index, unsigned count, bool isBackward) {
  return isBackward ? count - 1 - index : index;
}

/* Returns whether all threads came to the end together. */
bool block(bool isBackward) {
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
    for (unsigned i = 0; i < blockDim.x; i++) {
      unsigned thread = turned(i, blockDim.x, isBackward);
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
/* What g++ lets a kernel call that calculates so; it goes on as if numbers began anew. */
void __ubsan_handle_add_overflow() { undefined++; }
void __ubsan_handle_sub_overflow() { undefined++; }
void __ubsan_handle_mul_overflow() { undefined++; }
void __ubsan_handle_negate_overflow() { undefined++; }
void __ubsan_handle_divrem_overflow() { undefined++; }
void __ubsan_handle_shift_out_of_bounds() { undefined++; }
void __ubsan_handle_float_cast_overflow() { undefined++; }

#define READ(bytes) \
  void __asan_load##bytes##_noabort(const void *address) { before_read(address, bytes); } \
  void __asan_store##bytes##_noabort(const void *) {}
READ(1)
READ(2)
READ(4)
READ(8)
READ(16)
void __asan_loadN_noabort(const void *address, uint64_t bytes) { before_read(address, bytes); }
void __asan_storeN_noabort(const void *, uint64_t) {}
void __asan_handle_no_return() {}

void __syncthreads() {
  Fiber *me = &fibers[threadIdx.x];
  if (_setjmp(me->place) == 0) {
    _longjmp(scheduler, 1);
  }
}

/* Returns an address that a pack is read or written at; another one if it is no multiple of the bytes. */
const void *emulated_aligned(const void *address, unsigned long bytes) {
  static thread_local char nowhere[64] __attribute__((aligned(64)));
  packs++;
  bool isAligned = (uintptr_t) address % bytes == 0;
  misaligned += !isAligned;
  return isAligned ? address : nowhere;
}

unsigned long emulated_shuffle(unsigned long bits, int from) {
  /* Two rows, since some threads read while others write the next one. */
  uint64_t *row = slots[fibers[threadIdx.x].shuffles++ & 1];
  row[threadIdx.x] = bits;
  __syncthreads();
  return row[from];
}
}

/* Returns false if the threads of a block did not wait at the same places. */
static bool run_grid(
    Kernel kernel, bool waits, unsigned blocks, unsigned threads, const void *argument) {
  running = kernel;
  given = argument;
  gridDim.x = blocks;
  blockDim.x = threads;
  bool isBackward = grids++ & 1;
  for (unsigned i = 0; i < blocks; i++) {
    blockIdx.x = turned(i, blocks, isBackward);
    if (waits) {
      if (!block(isBackward)) {
        return false;
      }
      continue;
    }
    frames = (const char *) __builtin_frame_address(0);
    for (unsigned j = 0; j < threads; j++) {
      threadIdx.x = turned(j, threads, isBackward);
      running(given);
    }
  }
  return true;
}
