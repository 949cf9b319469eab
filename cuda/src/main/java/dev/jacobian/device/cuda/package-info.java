/**
 * The adapter to NVIDIA's GPUs: kernels in CUDA C, compiled when they are first used, in the order
 * of a stream, by whatever driver is there. Start with {@link dev.jacobian.device.cuda.CudaBackend}
 * and {@link dev.jacobian.device.cuda.Driver}.
 */
@NullMarked
package dev.jacobian.device.cuda;

import org.jspecify.annotations.NullMarked;
