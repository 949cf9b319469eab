/* Modules, which are libraries that g++ has made, and launches of their functions. */
#pragma once

#include <dlfcn.h>
#include <elf.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "cuda_streams.h"

namespace {
/* The file that an image is; g++ writes the table of sections last. */
int64_t size_of_image(const void *image) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *) image;
  if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return -1;
  }
  return header->e_shoff + (int64_t) header->e_shnum * header->e_shentsize;
}

/* Puts the source of a module into the folder that the environment names, if it does, under a name that it makes. */
void keep_source(void *module) {
  const char *folder = getenv("JACOBIAN_TEST_CUDA_SOURCES");
  const char *source = (const char *) dlsym(module, "emulated_source");
  if (!folder || !source) {
    return;
  }
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char *at = source; *at; at++) {
    hash = (hash ^ (unsigned char) *at) * 0x100000001b3u;
  }
  char name[24];
  snprintf(name, sizeof name, "/%016llx.cu", (unsigned long long) hash);
  std::string path = folder + std::string(name), made = path + std::to_string(getpid());
  if (access(path.c_str(), F_OK) == 0) {
    return;
  }
  mkdir(folder, 0777);
  /* Whole, or not there: another process may be writing the same one. */
  std::ofstream(made) << source;
  rename(made.c_str(), path.c_str());
}

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
      && launch.context == current && handles.count(launch.function);
}

/* Copies the argument, as a launch does; every number in it that may be an address is taken for one. */
Work work_of(const Launch &launch) {
  Function *function = launch.function;
  unsigned blocks = launch.blocks, threads = launch.threads;
  std::string argument((const char *) launch.arguments[0], function->size);
  std::vector<const void *> uses, gone;
  for (size_t at = 0; at + sizeof(void *) <= argument.size(); at += sizeof(void *)) {
    const void *address;
    memcpy(&address, argument.data() + at, sizeof address);
    if (find(address, 1)) {
      uses.push_back(address);
    } else if (was_freed(address)) {
      gone.push_back(address);
    }
  }
  return {[=] {
    counts["runs"]++;
    for (const std::vector<const void *> &given : {uses, gone}) {
      for (const void *address : given) {
        require_allocated(address, 1, "what a launch was given");
      }
    }
    packs = misaligned = undefined = outside = 0;
    first = end = 0;
    if (!run_grid(function->kernel, function->waits, blocks, threads, argument.data())) {
      throw Fault{LAUNCH_FAILED, "the threads of a block do not wait at the same places"};
    }
    counts["packed"] += packs > 0;
    if (misaligned) {
      throw Fault{MISALIGNED_ADDRESS, "several elements at once from an address that is no multiple of their bytes"};
    }
    if (outside) {
      throw Fault{ILLEGAL_ADDRESS, "a kernel has read outside of an allocation"};
    }
    if (undefined) {
      throw Fault{LAUNCH_FAILED, "an integer has left its range, of which compilers may make anything"};
    }
  }, uses};
}
}  // namespace

extern "C" {
int cuModuleLoadData(void **module, const void *image) {
  BEGIN(true)
  int64_t size = size_of_image(image);
  if (size < 0) {
    return INVALID_IMAGE;
  }
  int64_t bytes = setting("moduleBytes", 0);
  if (!takes(bytes)) {
    return OUT_OF_MEMORY;
  }
  /* The loader takes what it knows by a name for what it loads, and mkstemp may give a name twice: the time is most of it. */
  std::string path = "/tmp/emulated-" + std::to_string(counts["modules"]++) + "-XXXXXX";
  int file = mkstemp(path.data());
  *module = write(file, image, size) == size ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : 0;
  close(file);
  unlink(path.c_str());
  if (*module) {
    keep_source(*module);
  }
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
  *function = handle_of(new Function{kernel, *size, *waits != 0});
  return 0;
}

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
}
