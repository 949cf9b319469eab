/** Collects log lines, so that tests can look at them. */
@NullMarked
package dev.jacobian.logs;

import org.jspecify.annotations.NullMarked;
