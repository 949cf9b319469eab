/* What tests set and ask, beside the driver's own functions. */
#pragma once

#include "cuda_memory.h"

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
  return what == std::string("used") ? used[0] : counts[what];
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
}
