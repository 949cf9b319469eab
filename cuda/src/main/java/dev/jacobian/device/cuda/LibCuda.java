package dev.jacobian.device.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of NVIDIA's driver, by its names. Addresses, handles and sizes are numbers; 0 is
 * returned where all went well. They can be called once {@link #open} has found them.
 */
@SuppressWarnings("MemberName") // the driver's names
final class LibCuda {
  /** Of an event that nobody asks for times. */
  static final int EVENT_DISABLE_TIMING = 2;

  /** Of a capture that other threads do not notice, and in which libraries may load kernels. */
  static final int CAPTURE_RELAXED = 2;

  /** Of a stream that does not wait for the one without a number. */
  static final int STREAM_NON_BLOCKING = 1;

  static final int MULTIPROCESSOR_COUNT = 16;
  static final int CAPABILITY_MAJOR = 75;
  static final int CAPABILITY_MINOR = 76;

  private LibCuda() {}

  /**
   * Binds these functions to a library.
   *
   * @param name a path, or a name that the system finds a library by
   * @throws UnsatisfiedLinkError if it does not load, or lacks one of them
   */
  static void open(String name) {
    Native.register(LibCuda.class, NativeLibrary.getInstance(name));
  }

  static native int cuInit(int flags);

  static native int cuDriverGetVersion(int[] version);

  static native int cuGetErrorName(int error, long[] text);

  static native int cuGetErrorString(int error, long[] text);

  static native int cuDeviceGetCount(int[] count);

  static native int cuDeviceGet(int[] device, int index);

  static native int cuDeviceGetName(byte[] name, int length, int device);

  static native int cuDeviceTotalMem_v2(long[] bytes, int device);

  static native int cuDeviceGetAttribute(int[] value, int attribute, int device);

  static native int cuDevicePrimaryCtxRetain(long[] context, int device);

  static native int cuCtxSetCurrent(long context);

  static native int cuMemGetInfo_v2(long[] free, long[] total);

  static native int cuMemAlloc_v2(long[] address, long bytes);

  static native int cuMemFree_v2(long address);

  static native int cuMemHostAlloc(long[] address, long bytes, int flags);

  static native int cuMemFreeHost(long address);

  static native int cuMemcpyHtoDAsync_v2(long to, long from, long bytes, long stream);

  static native int cuMemcpyDtoHAsync_v2(long to, long from, long bytes, long stream);

  static native int cuMemcpyDtoDAsync_v2(long to, long from, long bytes, long stream);

  static native int cuMemcpyPeerAsync(
      long to, long toContext, long from, long fromContext, long bytes, long stream);

  static native int cuMemsetD8Async(long address, byte value, long bytes, long stream);

  static native int cuStreamCreate(long[] stream, int flags);

  static native int cuStreamSynchronize(long stream);

  static native int cuStreamWaitEvent(long stream, long event, int flags);

  static native int cuEventCreate(long[] event, int flags);

  static native int cuEventRecord(long event, long stream);

  static native int cuEventSynchronize(long event);

  static native int cuModuleLoadData(long[] module, byte[] image);

  static native int cuModuleGetFunction(long[] function, long module, byte[] name);

  static native int cuLaunchKernel(
      long function,
      int blocks,
      int blocksY,
      int blocksZ,
      int threads,
      int threadsY,
      int threadsZ,
      int sharedBytes,
      long stream,
      long arguments,
      long extra);

  static native int cuGraphCreate(long[] graph, int flags);

  static native int cuGraphDestroy(long graph);

  static native int cuGraphAddKernelNode_v2(
      long[] node, long graph, long[] after, long count, long parameters);

  static native int cuGraphAddChildGraphNode(
      long[] node, long graph, long[] after, long count, long part);

  static native int cuGraphInstantiateWithFlags(long[] ready, long graph, long flags);

  static native int cuGraphExecKernelNodeSetParams_v2(long ready, long node, long parameters);

  static native int cuGraphExecChildGraphNodeSetParams(long ready, long node, long part);

  static native int cuGraphExecDestroy(long ready);

  static native int cuGraphLaunch(long ready, long stream);

  static native int cuStreamBeginCapture_v2(long stream, int mode);

  static native int cuStreamEndCapture(long stream, long[] graph);
}
