/* What is allocated, between bytes that no kernel may change. */
#pragma once

#include "cuda_state.h"

namespace {
void check_guards(unsigned char *start, const Allocation &allocation) {
  static const std::string intact(GUARD, (char) GUARDED);
  if (memcmp(start - GUARD, intact.data(), GUARD) || memcmp(start + allocation.size, intact.data(), GUARD)) {
    throw Fault{
        ILLEGAL_ADDRESS,
        "a kernel has written outside of an allocation of " + std::to_string(allocation.size) + " bytes"};
  }
}

/* By differences: the sum of an address and of bytes may go past the last address there is. */
bool lies_in(const void *address, int64_t bytes, const unsigned char *start, int64_t size) {
  uintptr_t before = (uintptr_t) address - (uintptr_t) start;
  return before <= (uintptr_t) size && (uintptr_t) bytes <= (uintptr_t) size - before;
}

void require_pinned(const void *address, int64_t bytes) {
  auto next = pinned.upper_bound((unsigned char *) address);
  if (next == pinned.begin()) {
    throw Fault{INVALID_VALUE, "main memory that is copied behind the program's back is not pinned"};
  }
  --next;
  if (!lies_in(address, bytes, next->first, next->second)) {
    throw Fault{INVALID_VALUE, "main memory that is copied behind the program's back is not pinned"};
  }
}

/* Returns the allocation that an address is in, or null. */
Allocation *find(const void *address, int64_t bytes) {
  auto next = allocations.upper_bound((unsigned char *) address);
  if (next == allocations.begin()) {
    return 0;
  }
  --next;
  return lies_in(address, bytes, next->first, next->second.size) ? &next->second : 0;
}

/* Returns whether a read leaves an allocation, or lies next to one; where it lies within one is remembered. */
bool is_beside(const void *address, int64_t bytes) {
  unsigned char *at = (unsigned char *) address;
  auto next = allocations.upper_bound(at);
  if (next != allocations.end() && at + bytes > next->first - GUARD) {
    return true;
  }
  if (next == allocations.begin()) {
    return false;
  }
  --next;
  unsigned char *start = next->first, *last = start + next->second.size;
  if (at + bytes <= last) {
    first = (const char *) start;
    end = (const char *) last;
    return false;
  }
  return at < last + GUARD;
}

/* Returns whether an address is in what has been given back. */
bool was_freed(const void *address) {
  auto next = freed.upper_bound((unsigned char *) address);
  if (next == freed.begin()) {
    return false;
  }
  --next;
  return lies_in(address, 1, next->first, next->second);
}

/* Takes memory of the device for what is not allocated by itself; returns false if there is none. */
bool takes(int64_t bytes) {
  if (bytes > 0 && used[current->device] + bytes > setting("memory", 1 << 30)) {
    return false;
  }
  used[current->device] += bytes;
  return true;
}
}  // namespace

void require_allocated(const void *address, int64_t bytes, const char *what) {
  if (find(address, bytes)) {
    return;
  }
  throw Fault{ILLEGAL_ADDRESS, std::string(what) + " of " + std::to_string(bytes) + " bytes leaves its allocation"};
}
