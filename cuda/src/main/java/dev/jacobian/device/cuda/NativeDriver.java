package dev.jacobian.device.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.jacobian.device.ByteSize;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.MemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One GPU by NVIDIA's own libraries. A call takes some 0.2 us more than in C; what it needs in main
 * memory beside its numbers lies in memory of its thread, that is written anew for each call.
 */
final class NativeDriver implements Driver {
  private final DeviceFacts facts;
  private final long context;
  private final Compiler compiler;
  private final Products products;
  private final Launches launches;

  /** Makes code for a device. */
  interface Compiler {
    /**
     * Returns an image that the driver takes.
     *
     * @throws DeviceException if it cannot be made
     */
    byte[] compile(String source);
  }

  /** What a thread gives along with a call. */
  private static final class Given {
    /**
     * The address of the argument comes first, then factors, then the parameters of a graph's
     * launch, then the argument.
     */
    static final int FACTORS = 8;

    static final int NODE = 32;
    static final int ARGUMENT = 128;
    static final int MOST_BYTES = 4096;
    static final ThreadLocal<Given> OF_THREAD = ThreadLocal.withInitial(Given::new);

    final ByteBuffer memory =
        ByteBuffer.allocateDirect(ARGUMENT + MOST_BYTES).order(ByteOrder.nativeOrder());
    final LongBuffer argument =
        memory.position(ARGUMENT).slice().order(ByteOrder.nativeOrder()).asLongBuffer();
    final long address = NativeDriver.address(memory.position(0));

    Given() {
      memory.putLong(0, address + ARGUMENT);
    }

    /** Writes what CUDA_KERNEL_NODE_PARAMS_v2 holds, and returns its address. */
    long node(long function, int blocks, int threads, long[] numbers, long context) {
      argument.put(0, numbers);
      memory.putLong(NODE, function);
      memory.putInt(NODE + 8, blocks).putInt(NODE + 12, 1).putInt(NODE + 16, 1);
      memory.putInt(NODE + 20, threads).putInt(NODE + 24, 1).putInt(NODE + 28, 1);
      memory.putInt(NODE + 32, 0);
      memory.putLong(NODE + 40, address).putLong(NODE + 48, 0);
      memory.putLong(NODE + 56, 0).putLong(NODE + 64, context);
      return address + NODE;
    }
  }

  /**
   * Makes the driver of a device.
   *
   * @param isBlocking whether each launch is waited for, so that its error is its own
   */
  NativeDriver(int device, DeviceFacts facts, Compiler compiler, boolean isBlocking) {
    this.facts = facts;
    this.compiler = compiler;
    this.launches = new Launches(isBlocking);
    int[] handle = new int[1];
    long[] made = new long[1];
    check(LibCuda.cuDeviceGet(handle, device), "cuDeviceGet");
    check(LibCuda.cuDevicePrimaryCtxRetain(made, handle[0]), "cuDevicePrimaryCtxRetain");
    this.context = made[0];
    enter();
    this.products = new Products(this);
  }

  /** Returns the address of a direct buffer's memory, which is valid as long as the buffer is. */
  static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  private void check(int error, String call) {
    if (error != 0) {
      CudaErrors.check(error, call, launches);
    }
  }

  @Override
  public DeviceFacts facts() {
    return facts;
  }

  @Override
  public void enter() {
    check(LibCuda.cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  @Override
  public long allocate(long bytes) {
    long[] address = new long[1];
    int error = LibCuda.cuMemAlloc_v2(address, Math.max(1, bytes));
    if (error == CudaErrors.OUT_OF_MEMORY) {
      long[] free = new long[1];
      check(LibCuda.cuMemGetInfo_v2(free, address), "cuMemGetInfo");
      throw new MemoryException(
          "the device has no "
              + ByteSize.format(bytes)
              + " left: "
              + ByteSize.format(free[0])
              + " of its "
              + ByteSize.format(address[0])
              + " are free",
          null,
          null,
          null);
    }
    check(error, "cuMemAlloc");
    return address[0];
  }

  @Override
  public void free(long address) {
    check(LibCuda.cuMemFree_v2(address), "cuMemFree");
  }

  @Override
  public ByteBuffer allocatePinned(int bytes) {
    long[] address = new long[1];
    int error = LibCuda.cuMemHostAlloc(address, Math.max(1, bytes), 0);
    if (error == CudaErrors.OUT_OF_MEMORY) {
      throw new MemoryException(
          "the system has no "
              + ByteSize.format(bytes)
              + " of main memory left for what the device reads and writes by itself",
          null,
          "leave out pinMemory and nonBlocking, use smaller batches, or end other programs",
          null);
    }
    check(error, "cuMemHostAlloc");
    return new Pointer(address[0]).getByteBuffer(0, bytes);
  }

  @Override
  public void freePinned(ByteBuffer pinned) {
    check(LibCuda.cuMemFreeHost(address(pinned)), "cuMemFreeHost");
  }

  @Override
  public void copyToDevice(long to, ByteBuffer pinned, long bytes, long stream) {
    check(LibCuda.cuMemcpyHtoDAsync_v2(to, address(pinned), bytes, stream), "cuMemcpyHtoDAsync");
  }

  @Override
  public void copyToHost(ByteBuffer pinned, long from, long bytes, long stream) {
    check(LibCuda.cuMemcpyDtoHAsync_v2(address(pinned), from, bytes, stream), "cuMemcpyDtoHAsync");
  }

  @Override
  public void copyOnDevice(long to, long from, long bytes, long stream) {
    check(LibCuda.cuMemcpyDtoDAsync_v2(to, from, bytes, stream), "cuMemcpyDtoDAsync");
  }

  @Override
  public void copyFromPeer(long to, Driver peer, long from, long bytes, long stream) {
    long there = ((NativeDriver) peer).context;
    if (there == context) {
      copyOnDevice(to, from, bytes, stream);
      return;
    }
    check(LibCuda.cuMemcpyPeerAsync(to, context, from, there, bytes, stream), "cuMemcpyPeerAsync");
  }

  @Override
  public void clear(long address, long bytes, long stream) {
    check(LibCuda.cuMemsetD8Async(address, (byte) 0, bytes, stream), "cuMemsetD8Async");
  }

  @Override
  public long newStream() {
    long[] stream = new long[1];
    check(LibCuda.cuStreamCreate(stream, LibCuda.STREAM_NON_BLOCKING), "cuStreamCreate");
    return stream[0];
  }

  @Override
  public void synchronize(long stream) {
    check(LibCuda.cuStreamSynchronize(stream), "cuStreamSynchronize");
    launches.finish(stream);
  }

  @Override
  public long newEvent() {
    long[] event = new long[1];
    check(LibCuda.cuEventCreate(event, LibCuda.EVENT_DISABLE_TIMING), "cuEventCreate");
    return event[0];
  }

  @Override
  public void record(long event, long stream) {
    check(LibCuda.cuEventRecord(event, stream), "cuEventRecord");
    launches.record(event, stream);
  }

  @Override
  public void await(long event) {
    check(LibCuda.cuEventSynchronize(event), "cuEventSynchronize");
    launches.await(event);
  }

  @Override
  public void order(long event, long stream) {
    check(LibCuda.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
  }

  @Override
  public void announce(String work) {
    launches.announce(work);
  }

  @Override
  public String announced() {
    return launches.announced();
  }

  @Override
  public long module(String name, String source) {
    long[] module = new long[1];
    int error = LibCuda.cuModuleLoadData(module, compiler.compile(source));
    if (CudaErrors.isOfCode(error)) {
      throw new DeviceException(
          "the driver does not take the code of a kernel for "
              + facts.name()
              + " (compute capability "
              + facts.capabilityText()
              + "): "
              + CudaErrors.describe(error),
          null,
          "update the NVIDIA driver, or use an NVRTC that knows this GPU and is no newer than the driver (jacobian"
              + " doctor shows both)",
          null);
    }
    check(error, "cuModuleLoadData");
    launches.name(module[0], name);
    return module[0];
  }

  @Override
  public long function(long module, String name) {
    long[] function = new long[1];
    byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
    check(LibCuda.cuModuleGetFunction(function, module, text), "cuModuleGetFunction");
    launches.name(function[0], launches.name(module) + " (" + name + ")");
    return function[0];
  }

  @Override
  public void launch(long function, int blocks, int threads, long[] argument, long stream) {
    Given given = Given.OF_THREAD.get();
    given.argument.put(0, argument);
    int error =
        LibCuda.cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, 0, stream, given.address, 0);
    if (error != 0) {
      boolean isOfAnother = CudaErrors.isFault(error);
      check(error, isOfAnother ? "cuLaunchKernel" : launches.describe(function, blocks, threads));
    }
    launches.add(stream, function, blocks, threads);
    if (launches.isBlocking()) {
      synchronize(stream);
    }
  }

  @Override
  public void multiply(Product product, long stream) {
    Given given = Given.OF_THREAD.get();
    long alpha = given.address + Given.FACTORS;
    try {
      products.multiply(product, given.memory, Given.FACTORS, alpha, stream);
    } catch (DeviceException failure) {
      // Where a kernel has failed before, cuBLAS says no more than that it failed itself.
      long[] bytes = new long[1];
      check(LibCuda.cuMemGetInfo_v2(bytes, bytes), "cuBLAS");
      failure.inLayer(launches.announced());
      throw failure;
    }
    launches.add(stream, product);
    if (launches.isBlocking()) {
      synchronize(stream);
    }
  }

  @Override
  public boolean isBlocking() {
    return launches.isBlocking();
  }

  @Override
  public long newGraph() {
    long[] graph = new long[1];
    check(LibCuda.cuGraphCreate(graph, 0), "cuGraphCreate");
    return graph[0];
  }

  @Override
  public long addLaunch(
      long graph, long after, long function, int blocks, int threads, long[] argument) {
    long[] node = new long[1];
    long parameters = Given.OF_THREAD.get().node(function, blocks, threads, argument, context);
    check(
        LibCuda.cuGraphAddKernelNode_v2(
            node, graph, new long[] {after}, after == 0 ? 0 : 1, parameters),
        "cuGraphAddKernelNode");
    launches.addLaunch(graph, function);
    return node[0];
  }

  @Override
  public void beginCapture(long stream) {
    // What it allocates cannot be captured.
    products.start(stream);
    check(LibCuda.cuStreamBeginCapture_v2(stream, LibCuda.CAPTURE_RELAXED), "cuStreamBeginCapture");
    launches.beginCapture(stream);
  }

  @Override
  public long endCapture(long stream) {
    long[] graph = new long[1];
    int error = LibCuda.cuStreamEndCapture(stream, graph);
    launches.endCapture(stream, graph[0]);
    check(error, "cuStreamEndCapture");
    return graph[0];
  }

  @Override
  public long addGraph(long graph, long after, long part) {
    long[] node = new long[1];
    check(
        LibCuda.cuGraphAddChildGraphNode(node, graph, new long[] {after}, after == 0 ? 0 : 1, part),
        "cuGraphAddChildGraphNode");
    launches.addPart(graph, part);
    return node[0];
  }

  @Override
  public long makeReady(long graph) {
    long[] ready = new long[1];
    check(LibCuda.cuGraphInstantiateWithFlags(ready, graph, 0), "cuGraphInstantiate");
    launches.name(ready[0], "a graph of " + launches.name(graph));
    return ready[0];
  }

  @Override
  public void setLaunch(
      long ready, long node, long function, int blocks, int threads, long[] argument) {
    long parameters = Given.OF_THREAD.get().node(function, blocks, threads, argument, context);
    check(
        LibCuda.cuGraphExecKernelNodeSetParams_v2(ready, node, parameters),
        "cuGraphExecKernelNodeSetParams");
  }

  @Override
  public boolean setGraph(long ready, long node, long part) {
    int error = LibCuda.cuGraphExecChildGraphNodeSetParams(ready, node, part);
    if (error == CudaErrors.GRAPH_UPDATE_FAILURE
        || error == CudaErrors.INVALID_VALUE
        || error == CudaErrors.NOT_SUPPORTED) {
      return false;
    }
    check(error, "cuGraphExecChildGraphNodeSetParams");
    return true;
  }

  @Override
  public void launchGraph(long ready, long stream) {
    check(LibCuda.cuGraphLaunch(ready, stream), "cuGraphLaunch");
    launches.addGraph(stream, ready);
    if (launches.isBlocking()) {
      synchronize(stream);
    }
  }

  @Override
  public void freeGraph(long graph) {
    launches.forget(graph);
    check(LibCuda.cuGraphDestroy(graph), "cuGraphDestroy");
  }

  @Override
  public void freeReady(long ready) {
    launches.forget(ready);
    check(LibCuda.cuGraphExecDestroy(ready), "cuGraphExecDestroy");
  }
}
