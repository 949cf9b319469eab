/*
 * libcuda.so.1 without a GPU: what the adapter calls of the driver, with the driver's names, types
 * and numbers of errors. It does as late as it may what is put into a stream, so that who forgets to
 * wait reads what was there before; new memory holds NaN, and around each allocation lie bytes that
 * no kernel may change. Two streams may use the same allocation only in an order that the program
 * has seen to: each stream, and the program, knows how far it is behind each stream. An error that a
 * kernel makes stays, as on a device.
 */
#include "device.h"

#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "grid.h"

namespace {
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

std::recursive_mutex lock;
bool isInitialized;
int sticky;
std::string problem;
std::map<std::string, int64_t> settings, counts;
std::map<std::string, int> failures;
std::map<unsigned char *, Allocation> allocations;
std::map<int, int64_t> used;
std::map<unsigned char *, int64_t> pinned;
std::map<int, Context *> contexts;
thread_local Context *current;

int64_t devices() { return setting("devices", 1); }

int fail(int code, const std::string &text) {
  sticky = code;
  problem = text;
  return code;
}
}  // namespace

struct Work {
  std::function<void()> run;
  std::vector<const void *> uses;
};

typedef std::vector<Work> Works;

/* Steps in their order, each of a launch or of a part. */
struct Graph {
  std::vector<Works> steps;
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
Clock program;
std::set<Stream *> streams;
thread_local Stream *capturing;

/* Does a stream's work up to the one of that number. */
int run(Stream *stream, uint64_t until) {
  while (stream->done < until && !stream->queue.empty()) {
    std::function<void()> work = std::move(stream->queue.front());
    stream->queue.pop_front();
    stream->done++;
    try {
      work();
    } catch (const Fault &fault) {
      return fail(fault.code, fault.text);
    }
  }
  return 0;
}

void learn(Clock &clock, const Clock &other) {
  for (const auto &entry : other) {
    clock[entry.first] = std::max(clock[entry.first], entry.second);
  }
}

int run_all() {
  for (Stream *stream : streams) {
    learn(program, stream->known);
    int error = run(stream, stream->added);
    if (error) {
      return error;
    }
  }
  return 0;
}

void check_guards(unsigned char *start, const Allocation &allocation) {
  for (int i = 0; i < GUARD; i++) {
    if (start[-1 - i] != GUARDED || start[allocation.size + i] != GUARDED) {
      throw Fault{
          ILLEGAL_ADDRESS,
          "a kernel has written outside of an allocation of " + std::to_string(allocation.size) + " bytes"};
    }
  }
}

void require_pinned(const void *address, int64_t bytes) {
  auto next = pinned.upper_bound((unsigned char *) address);
  if (next == pinned.begin()) {
    throw Fault{INVALID_VALUE, "main memory that is copied behind the program's back is not pinned"};
  }
  --next;
  if ((unsigned char *) address + bytes > next->first + next->second) {
    throw Fault{INVALID_VALUE, "main memory that is copied behind the program's back is not pinned"};
  }
}

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

/* The file that an image is; g++ writes the table of sections last. */
int64_t size_of_image(const void *image) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *) image;
  if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return -1;
  }
  return header->e_shoff + (int64_t) header->e_shnum * header->e_shentsize;
}
}  // namespace

#define BEGIN(needsContext)           \
  Call call(__func__, needsContext);  \
  if (call.error) {                   \
    return call.error;                \
  }

/* Of calls that a thread must not make while it captures a graph. */
#define NOT_CAPTURED()          \
  if (capturing) {              \
    return CAPTURE_UNSUPPORTED; \
  }

namespace {
/* Returns the allocation that an address is in, or null. */
Allocation *find(const void *address, int64_t bytes) {
  auto next = allocations.upper_bound((unsigned char *) address);
  if (next == allocations.begin()) {
    return 0;
  }
  --next;
  return (unsigned char *) address + bytes <= next->first + next->second.size ? &next->second : 0;
}

/* Returns an error if a stream uses what another one, as far as it knows, has not left yet. */
int use(Stream *stream, const std::vector<const void *> &uses) {
  stream->known[stream] = stream->added;
  for (const void *address : uses) {
    Allocation *used = find(address, 1);
    if (!used) {
      continue;
    }
    for (const auto &entry : used->uses) {
      if (entry.second > std::max(stream->known[entry.first], program[entry.first])) {
        return fail(
            LAUNCH_FAILED,
            "an allocation of " + std::to_string(used->size) + " bytes is used by two streams in no order");
      }
    }
    used->uses[stream] = stream->added;
  }
  return 0;
}
}  // namespace

void require_allocated(const void *address, int64_t bytes, const char *what) {
  if (find(address, bytes)) {
    return;
  }
  throw Fault{ILLEGAL_ADDRESS, std::string(what) + " of " + std::to_string(bytes) + " bytes leaves its allocation"};
}

int submit(Stream *stream, std::function<void()> run, const std::vector<const void *> &uses) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (sticky) {
    return sticky;
  }
  if (!streams.count(stream) || stream->context != current) {
    return INVALID_HANDLE;
  }
  if (stream->captured) {
    stream->captured->steps.push_back({{std::move(run), uses}});
    return 0;
  }
  stream->queue.push_back(std::move(run));
  stream->added++;
  return use(stream, uses);
}

bool has_entered() { return current; }

int64_t setting(const char *name, int64_t usual) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  auto found = settings.find(name);
  return found == settings.end() ? usual : found->second;
}

void count(const char *what) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  counts[what]++;
}

int injected(const char *function) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  auto found = failures.find(function);
  if (found == failures.end()) {
    return 0;
  }
  int code = found->second;
  failures.erase(found);
  return code;
}

extern "C" {
/* What tests set and ask, beside the driver's own functions. */

void fake_set(const char *name, int64_t value) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  settings[name] = value;
}

void fake_fail(const char *function, int code) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  failures[function] = code;
}

int64_t fake_count(const char *what) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return counts[what];
}

/* Makes the device whole again: settings as usual, no error, nothing to be done. */
void fake_reset() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  settings.clear();
  failures.clear();
  sticky = 0;
  problem.clear();
  for (Stream *stream : streams) {
    stream->queue.clear();
    stream->done = stream->added;
    stream->captured = 0;
    learn(program, stream->known);
  }
  for (auto &entry : allocations) {
    memset(entry.first - GUARD, GUARDED, GUARD);
    memset(entry.first + entry.second.size, GUARDED, GUARD);
  }
}

/* Returns what was written outside of what is allocated, or null. */
const char *fake_outside() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  static std::string found;
  try {
    for (auto &entry : allocations) {
      check_guards(entry.first, entry.second);
    }
    return 0;
  } catch (const Fault &fault) {
    found = fault.text;
    return found.c_str();
  }
}

int cuInit(unsigned) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  int error = injected("cuInit");
  if (!error && devices() == 0) {
    error = NO_DEVICE;
  }
  isInitialized = !error;
  return error;
}

int cuDriverGetVersion(int *version) {
  *version = (int) setting("driver", 13000);
  return injected("cuDriverGetVersion");
}

int cuGetErrorName(int error, const char **name) {
  static const std::map<int, const char *> names = {
      {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},
      {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED"},
      {NO_DEVICE, "CUDA_ERROR_NO_DEVICE"},
      {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE"},
      {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},
      {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
      {209, "CUDA_ERROR_NO_BINARY_FOR_GPU"},
      {222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION"},
      {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE"},
      {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"},
      {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS"},
      {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"},
      {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"}};
  auto found = names.find(error);
  *name = found == names.end() ? 0 : found->second;
  return *name ? 0 : INVALID_VALUE;
}

/* Says of a kernel's error what the emulator knows of it. */
int cuGetErrorString(int error, const char **text) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  *text = error == sticky && !problem.empty() ? problem.c_str() : "as the driver describes it";
  return 0;
}

int cuDeviceGetCount(int *count) {
  BEGIN(false)
  *count = (int) devices();
  return 0;
}

int cuDeviceGet(int *device, int ordinal) {
  BEGIN(false)
  *device = ordinal;
  return ordinal < devices() ? 0 : INVALID_DEVICE;
}

int cuDeviceGetName(char *name, int length, int) {
  BEGIN(false)
  strncpy(name, "emulated device", length);
  return 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int) {
  BEGIN(false)
  *bytes = setting("memory", 1 << 30);
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int) {
  BEGIN(false)
  switch (attribute) {
    case 16:
      *value = 1;
      return 0;
    case 75:
      *value = (int) setting("major", 9);
      return 0;
    case 76:
      *value = (int) setting("minor", 0);
      return 0;
    default:
      return INVALID_VALUE;
  }
}

int cuDevicePrimaryCtxRetain(Context **context, int device) {
  BEGIN(false)
  Context *&known = contexts[device];
  if (!known) {
    known = new Context{device};
  }
  *context = known;
  return 0;
}

int cuCtxSetCurrent(Context *context) {
  BEGIN(false)
  current = context;
  return 0;
}

int cuMemGetInfo_v2(size_t *free, size_t *total) {
  BEGIN(true)
  *total = setting("memory", 1 << 30);
  *free = *total > (size_t) used[current->device] ? *total - used[current->device] : 0;
  return 0;
}

int cuMemAlloc_v2(unsigned char **address, size_t size) {
  BEGIN(true)
  NOT_CAPTURED()
  if (size == 0) {
    return INVALID_VALUE;
  }
  if (used[current->device] + (int64_t) size > setting("memory", 1 << 30)) {
    return OUT_OF_MEMORY;
  }
  unsigned char *all = (unsigned char *) aligned_alloc(GUARD, (size + 3 * GUARD - 1) / GUARD * GUARD);
  memset(all, GUARDED, GUARD);
  memset(all + GUARD, NEW, size);
  memset(all + GUARD + size, GUARDED, GUARD);
  *address = all + GUARD;
  allocations[*address] = {all, (int64_t) size, current->device, {}};
  used[current->device] += size;
  return 0;
}

int cuMemFree_v2(unsigned char *address) {
  BEGIN(true)
  NOT_CAPTURED()
  int error = run_all();
  auto found = allocations.find(address);
  if (error || found == allocations.end()) {
    return error ? error : INVALID_VALUE;
  }
  try {
    check_guards(address, found->second);
  } catch (const Fault &fault) {
    error = fail(fault.code, fault.text);
  }
  used[found->second.device] -= found->second.size;
  free(found->second.all);
  allocations.erase(found);
  return error;
}

int cuMemHostAlloc(unsigned char **address, size_t size, unsigned) {
  BEGIN(true)
  NOT_CAPTURED()
  *address = (unsigned char *) aligned_alloc(64, (size + 63) / 64 * 64);
  pinned[*address] = (int64_t) size;
  return 0;
}

int cuMemFreeHost(unsigned char *address) {
  BEGIN(true)
  if (!pinned.erase(address)) {
    return INVALID_VALUE;
  }
  free(address);
  return 0;
}

int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
  BEGIN(true)
  return submit(stream, [=] {
    require_pinned(from, bytes);
    require_allocated(to, bytes, "a copy");
    memcpy(to, from, bytes);
  }, {to});
}

int cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
  BEGIN(true)
  return submit(stream, [=] {
    require_pinned(to, bytes);
    require_allocated(from, bytes, "a copy");
    memcpy(to, from, bytes);
  }, {from});
}

int cuMemcpyDtoDAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
  BEGIN(true)
  return submit(stream, [=] {
    require_allocated(to, bytes, "a copy");
    require_allocated(from, bytes, "a copy");
    memcpy(to, from, bytes);
  }, {to, from});
}

int cuMemcpyPeerAsync(void *to, Context *here, const void *from, Context *there, size_t bytes, Stream *stream) {
  BEGIN(true)
  if (here != current || here == there) {
    return INVALID_CONTEXT;
  }
  counts["peers"]++;
  return submit(stream, [=] {
    require_allocated(to, bytes, "a copy");
    require_allocated(from, bytes, "a copy");
    memcpy(to, from, bytes);
  }, {to, from});
}

int cuMemsetD8Async(void *to, unsigned char value, size_t bytes, Stream *stream) {
  BEGIN(true)
  return submit(stream, [=] {
    require_allocated(to, bytes, "a copy");
    memset(to, value, bytes);
  }, {to});
}

int cuStreamCreate(Stream **stream, unsigned) {
  BEGIN(true)
  *stream = new Stream{current, {}, 0, 0, 0, {}};
  streams.insert(*stream);
  return 0;
}

int cuStreamSynchronize(Stream *stream) {
  BEGIN(true)
  NOT_CAPTURED()
  counts["waits"]++;
  if (!streams.count(stream)) {
    return INVALID_HANDLE;
  }
  learn(program, stream->known);
  return run(stream, stream->added);
}

int cuStreamWaitEvent(Stream *stream, Event *event, unsigned) {
  BEGIN(true)
  NOT_CAPTURED()
  if (!event->stream) {
    return 0;
  }
  learn(stream->known, event->known);
  return submit(stream, [stream = event->stream, at = event->at] {
    if (run(stream, at)) {
      throw Fault{sticky, problem};
    }
  });
}

int cuEventCreate(Event **event, unsigned) {
  BEGIN(true)
  *event = new Event{0, 0, {}};
  return 0;
}

int cuEventRecord(Event *event, Stream *stream) {
  BEGIN(true)
  int error = submit(stream, [] {});
  *event = {stream, stream->added, stream->known};
  return error;
}

int cuEventSynchronize(Event *event) {
  BEGIN(true)
  NOT_CAPTURED()
  learn(program, event->known);
  return event->stream ? run(event->stream, event->at) : 0;
}

int cuModuleLoadData(void **module, const void *image) {
  BEGIN(true)
  int64_t size = size_of_image(image);
  if (size < 0) {
    return INVALID_IMAGE;
  }
  /* A name of its own: the loader takes what it knows by a name for what it loads. */
  char path[] = "/tmp/emulated-XXXXXX";
  int file = mkstemp(path);
  *module = write(file, image, size) == size ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : 0;
  close(file);
  unlink(path);
  counts["modules"]++;
  return *module ? 0 : INVALID_IMAGE;
}

int cuModuleGetFunction(Function **function, void *module, const char *name) {
  BEGIN(true)
  Kernel kernel = (Kernel) dlsym(module, (std::string("call_") + name).c_str());
  const size_t *size = (const size_t *) dlsym(module, (std::string("size_") + name).c_str());
  const int *waits = (const int *) dlsym(module, "emulated_waits");
  if (!kernel || !size || !waits) {
    return NOT_FOUND;
  }
  *function = new Function{kernel, *size, *waits != 0};
  return 0;
}

}

namespace {
/* What a launch gives, as CUDA_KERNEL_NODE_PARAMS_v2 lays it out. */
struct Launch {
  Function *function;
  unsigned blocks, blocksY, blocksZ, threads, threadsY, threadsZ, shared;
  void **arguments;
  void **extra;
  void *kernel;
  Context *context;
};

bool is_valid(const Launch &launch) {
  return launch.threads % 32 == 0 && launch.threads <= 1024 && launch.blocks >= 1 && launch.blocksY == 1
      && launch.blocksZ == 1 && launch.threadsY == 1 && launch.threadsZ == 1 && launch.shared == 0 && !launch.extra
      && launch.context == current;
}

/* Copies the argument, as a launch does; every number in it that may be an address is taken for one. */
Work work_of(const Launch &launch) {
  Function *function = launch.function;
  unsigned blocks = launch.blocks, threads = launch.threads;
  std::string argument((const char *) launch.arguments[0], function->size);
  std::vector<const void *> uses;
  for (size_t at = 0; at + sizeof(void *) <= argument.size(); at += sizeof(void *)) {
    const void *address;
    memcpy(&address, argument.data() + at, sizeof address);
    if (find(address, 1)) {
      uses.push_back(address);
    }
  }
  return {[=] {
    counts["runs"]++;
    if (!run_grid(function->kernel, function->waits, blocks, threads, argument.data())) {
      throw Fault{LAUNCH_FAILED, "the threads of a block do not wait at the same places"};
    }
  }, uses};
}

/* Adds a step; it comes after the one before, which the caller has to say. */
int add_step(Node **node, Graph *graph, Node *const *after, size_t count, Works works) {
  size_t size = graph->steps.size();
  if (count != (size == 0 ? 0 : 1) || (count == 1 && after[0]->index != size - 1)) {
    return INVALID_VALUE;
  }
  graph->steps.push_back(std::move(works));
  *node = new Node{size};
  return 0;
}

Works all_of(const Graph &graph) {
  Works all;
  for (const Works &step : graph.steps) {
    all.insert(all.end(), step.begin(), step.end());
  }
  return all;
}
}  // namespace

extern "C" {
int cuLaunchKernel(
    Function *function,
    unsigned blocks,
    unsigned blocksY,
    unsigned blocksZ,
    unsigned threads,
    unsigned threadsY,
    unsigned threadsZ,
    unsigned shared,
    Stream *stream,
    void **arguments,
    void **extra) {
  BEGIN(true)
  Launch launch = {
      function, blocks, blocksY, blocksZ, threads, threadsY, threadsZ, shared, arguments, extra, 0, current};
  if (!is_valid(launch)) {
    return INVALID_VALUE;
  }
  counts["launches"]++;
  Work work = work_of(launch);
  return submit(stream, std::move(work.run), work.uses);
}

int cuStreamBeginCapture_v2(Stream *stream, int) {
  BEGIN(true)
  if (stream->captured || capturing) {
    return INVALID_VALUE;
  }
  stream->captured = new Graph;
  capturing = stream;
  return 0;
}

int cuStreamEndCapture(Stream *stream, Graph **graph) {
  BEGIN(true)
  if (!stream->captured || capturing != stream) {
    return CAPTURE_UNMATCHED;
  }
  *graph = stream->captured;
  stream->captured = 0;
  capturing = 0;
  return 0;
}

int cuGraphCreate(Graph **graph, unsigned) {
  BEGIN(true)
  *graph = new Graph;
  return 0;
}

int cuGraphDestroy(Graph *graph) {
  BEGIN(true)
  delete graph;
  return 0;
}

int cuGraphAddKernelNode_v2(Node **node, Graph *graph, Node *const *after, size_t count, const Launch *launch) {
  BEGIN(true)
  return is_valid(*launch) ? add_step(node, graph, after, count, {work_of(*launch)}) : INVALID_VALUE;
}

int cuGraphAddChildGraphNode(Node **node, Graph *graph, Node *const *after, size_t count, Graph *part) {
  BEGIN(true)
  return add_step(node, graph, after, count, all_of(*part));
}

int cuGraphInstantiateWithFlags(Graph **ready, Graph *graph, unsigned long long) {
  BEGIN(true)
  counts["graphs"]++;
  *ready = new Graph(*graph);
  return 0;
}

int cuGraphExecKernelNodeSetParams_v2(Graph *ready, Node *node, const Launch *launch) {
  BEGIN(true)
  if (!is_valid(*launch) || node->index >= ready->steps.size()) {
    return INVALID_VALUE;
  }
  counts["updates"]++;
  ready->steps[node->index] = {work_of(*launch)};
  return 0;
}

int cuGraphExecChildGraphNodeSetParams(Graph *ready, Node *node, Graph *part) {
  BEGIN(true)
  Works works = all_of(*part);
  if (works.size() != ready->steps[node->index].size() || setting("changes", 1) == 0) {
    return GRAPH_UPDATE_FAILURE;
  }
  counts["updates"]++;
  ready->steps[node->index] = std::move(works);
  return 0;
}

int cuGraphLaunch(Graph *ready, Stream *stream) {
  BEGIN(true)
  counts["graphLaunches"]++;
  counts["steps"] += ready->steps.size();
  Works works = all_of(*ready);
  std::vector<const void *> uses;
  for (const Work &work : works) {
    uses.insert(uses.end(), work.uses.begin(), work.uses.end());
  }
  return submit(stream, [works = std::move(works)] {
    for (const Work &work : works) {
      work.run();
    }
  }, uses);
}

int cuGraphExecDestroy(Graph *ready) {
  BEGIN(true)
  delete ready;
  return 0;
}
}
