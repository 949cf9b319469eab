package dev.jacobian.device.nd4j.call;

import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * An argument of a native call.
 *
 * @param handle the memory
 * @param info how it is read
 */
public record View(OpaqueDataBuffer handle, ShapeInfo info) {}
