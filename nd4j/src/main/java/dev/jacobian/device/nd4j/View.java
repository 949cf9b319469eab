package dev.jacobian.device.nd4j;

import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * An argument of a native call.
 *
 * @param handle the memory
 * @param info how it is read
 */
record View(OpaqueDataBuffer handle, ShapeInfo info) {}
