/**
 * The workloads as users of DJL write them. Uses DJL and {@code work}; built only where benchmarks
 * are run, since DJL's native libraries are large. Start with {@link
 * dev.jacobian.benchmarks.djl.DjlPrograms}.
 */
@NullMarked
package dev.jacobian.benchmarks.djl;

import org.jspecify.annotations.NullMarked;
