/* What the emulated driver knows, its numbers of errors, and how each of its calls begins. */
#pragma once

#include "device.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "grid.h"

enum {
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
  MISALIGNED_ADDRESS = 716,
  LAUNCH_FAILED = 719,
  CAPTURE_UNSUPPORTED = 900,
  CAPTURE_UNMATCHED = 903,
  GRAPH_UPDATE_FAILURE = 910
};

const int GUARD = 256;
const unsigned char GUARDED = 0xA5, NEW = 0xFF;

/* How far each stream is known to have come. */
typedef std::map<Stream *, uint64_t> Clock;

struct Allocation {
  unsigned char *all;
  int64_t size;
  int device;
  Clock uses;
};

struct Context {
  int device;
};

struct Function {
  Kernel kernel;
  size_t size;
  bool waits;
};

struct Event {
  Stream *stream;
  uint64_t at;
  Clock known;
};

struct Work {
  std::function<void()> run;
  std::vector<const void *> uses;
};

typedef std::vector<Work> Works;

/* Steps in their order, each of a launch or of a part. */
struct Graph {
  std::vector<Works> steps;
  int64_t bytes = 0;
};

/* A step of a graph, by its number. */
struct Node {
  size_t index;
};

struct Stream {
  Context *context;
  std::deque<std::function<void()>> queue;
  uint64_t added, done;
  Graph *captured;
  Clock known;
};

namespace {
std::recursive_mutex lock;
bool isInitialized;
int sticky;
std::string problem;
std::map<std::string, int64_t> settings, counts;
std::map<std::string, int> failures;
std::map<unsigned char *, Allocation> allocations;
/* Sizes of what has been given back and lies where nothing has been allocated since. */
std::map<unsigned char *, int64_t> freed;
std::map<int, int64_t> used;
std::map<unsigned char *, int64_t> pinned;
std::map<int, Context *> contexts;
/* What calls have returned that stands for something, and that has not been given back. */
std::set<const void *> handles;
thread_local Context *current;

int fail(int code, const std::string &text) {
  sticky = code;
  problem = text;
  return code;
}

template <class T>
T *handle_of(T *made) {
  handles.insert(made);
  return made;
}

Clock program;
std::set<Stream *> streams;
thread_local Stream *capturing;
thread_local bool isRelaxed;

/* What every call begins with: the lock, and an error that is there already. */
struct Call {
  std::lock_guard<std::recursive_mutex> guard;
  int error;

  Call(const char *name, bool needsContext) : guard(lock) {
    error = injected(name);
    if (!error && !isInitialized) {
      error = NOT_INITIALIZED;
    }
    if (!error) {
      error = sticky;
    }
    if (!error && needsContext && !current) {
      error = INVALID_CONTEXT;
    }
  }
};
}  // namespace

#define BEGIN(needsContext)           \
  Call call(__func__, needsContext);  \
  if (call.error) {                   \
    return call.error;                \
  }

/* Of calls that are given what stands for something. */
#define KNOWN(handle)           \
  if (!handles.count(handle)) { \
    return INVALID_HANDLE;      \
  }

/* Of calls that a thread must not make while it captures a graph. */
#define NOT_CAPTURED()          \
  if (capturing) {              \
    return CAPTURE_UNSUPPORTED; \
  }

bool has_entered() { return current; }

bool may_load() { return !capturing || isRelaxed; }
