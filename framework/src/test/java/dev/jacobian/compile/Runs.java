package dev.jacobian.compile;

import dev.jacobian.autograd.Unwatched;

/** Counts how often a function's Java code runs; the count itself is no reason to run it again. */
@Unwatched
final class Runs {
  int count;
}
