/* Allocating and copying. New memory holds NaN. */
#pragma once

#include "cuda_streams.h"

extern "C" {
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
  /* A range that begins within the new one, or before it and reaches into it. */
  for (auto old = freed.begin(); old != freed.end();) {
    bool overlaps = old->first < *address + size && *address < old->first + old->second;
    old = overlaps ? freed.erase(old) : std::next(old);
  }
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
  freed[address] = found->second.size;
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
}
