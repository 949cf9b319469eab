/* What the three emulated libraries share: the device's memory, and its streams. */
#include <stdint.h>

#include <functional>
#include <string>
#include <vector>

/* An error that the device finds while it works. */
struct Fault {
  int code;
  std::string text;
};

struct Stream;

/* Throws a fault if a range of memory is not within one allocation of the device. */
void require_allocated(const void *address, int64_t bytes, const char *what);

/*
 * Puts work into a stream, which does it when it is waited for; returns an error's number or 0. What
 * it uses are addresses within allocations: an event or a wait has to come between two streams that
 * use the same one.
 */
int submit(Stream *stream, std::function<void()> run, const std::vector<const void *> &uses = {});

/* Returns whether this thread has entered a device. */
bool has_entered();

/*
 * Returns whether kernels may be loaded, which libraries do when they first need them: not in a
 * capture that is not relaxed, as drivers before CUDA 12.3 have it.
 */
bool may_load();

/* Returns what a test has set, or what is usual. */
int64_t setting(const char *name, int64_t usual);

/* Counts what a test asks for. */
void count(const char *what);

/* Returns the number that the next call of a function is to fail with, or 0. */
int injected(const char *function);
