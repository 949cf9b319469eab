/**
 * Compiled functions of tensors: a run is captured, simplified, fused into kernels, given planned
 * memory, and replayed. May use everything up to {@code optim}, and {@code data}. Start with {@link
 * dev.jacobian.compile.Compiled} and {@link dev.jacobian.compile.CompiledStep}; {@link
 * dev.jacobian.compile.CapturedGraph} is a capture as data. The steps are {@code Capture}, {@code
 * Simplify}, {@code Settle}, {@code Fusion}, {@code UnitSchedule}, {@code BufferPlan} and {@code
 * Program}.
 */
@NullMarked
package dev.jacobian.compile;

import org.jspecify.annotations.NullMarked;
