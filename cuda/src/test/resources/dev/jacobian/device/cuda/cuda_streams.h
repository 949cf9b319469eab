/*
 * Streams do as late as they may what is put into them. Two may use the same allocation only in an
 * order that the program has seen to: each stream, and the program, knows how far it is behind each
 * stream.
 */
#pragma once

#include "cuda_allocations.h"

namespace {
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

extern "C" {
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
}
