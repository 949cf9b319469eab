package dev.jacobian.device.nd4j.call;

import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;

/**
 * ND4J's description of an array's shape, strides and type, in memory that libnd4j keeps for ever.
 *
 * @param host where it lies in main memory
 * @param special where it lies on the GPU, or null on the CPU
 */
public record ShapeInfo(LongPointer host, @Nullable LongPointer special) {}
