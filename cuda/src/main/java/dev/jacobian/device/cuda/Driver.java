package dev.jacobian.device.cuda;

import java.nio.ByteBuffer;

/**
 * What the adapter asks of one GPU: all that it knows of CUDA. Addresses are those of the device;
 * streams, events and functions are known by numbers. What is put into a stream is done later, in
 * the stream's order; it may be put there by any thread that has {@link #enter entered}.
 *
 * <p>A call that fails throws a {@link dev.jacobian.shape.DeviceException} that names what was
 * called; an allocation that fails, a {@link dev.jacobian.shape.MemoryException}.
 */
interface Driver {
  /** Returns what the device is. */
  DeviceFacts facts();

  /** Makes the device the one that this thread talks to; cheap if it is already. */
  void enter();

  /** Returns the address of memory with undefined contents, at a multiple of 256. */
  long allocate(long bytes);

  /** Gives memory back, when all that has been put into streams is done with it. */
  void free(long address);

  /** Returns main memory that the device reads and writes by itself, zeroed or not. */
  ByteBuffer allocatePinned(int bytes);

  /** Gives such memory back. */
  void freePinned(ByteBuffer pinned);

  /** Copies from main memory, which is to be left as it is until the stream has come to it. */
  void copyToDevice(long to, ByteBuffer pinned, long bytes, long stream);

  /** Copies to main memory, where the values are when the stream has come to it. */
  void copyToHost(ByteBuffer pinned, long from, long bytes, long stream);

  /** Copies within the device's memory; the ranges do not overlap. */
  void copyOnDevice(long to, long from, long bytes, long stream);

  /** Copies from another device's memory: {@code cuMemcpyPeerAsync}. */
  void copyFromPeer(long to, Driver peer, long from, long bytes, long stream);

  /** Sets bytes to 0. */
  void clear(long address, long bytes, long stream);

  /** Makes a stream. */
  long newStream();

  /** Waits until all that was put into a stream has been done. */
  void synchronize(long stream);

  /** Makes an event, which has come to pass until it is recorded. */
  long newEvent();

  /** Puts an event into a stream: it comes to pass when the stream has come to it. */
  void record(long event, long stream);

  /** Waits until an event has come to pass. */
  void await(long event);

  /**
   * Lets what is put into a stream from now on wait for an event, of this device or another one, as
   * it is recorded now: {@code cuStreamWaitEvent}. The caller does not wait.
   */
  void order(long event, long stream);

  /**
   * Says what this thread puts into streams and graphs from now on, for errors; empty for nothing
   * in particular.
   */
  void announce(String work);

  /** Returns what this thread has {@link #announce announced}. */
  String announced();

  /**
   * Compiles CUDA C for this device.
   *
   * @param name what it computes, for messages
   */
  long module(String name, String source);

  /** Returns a function of a module. */
  long function(long module, String name);

  /**
   * Runs a function on a grid.
   *
   * @param blocks how many blocks
   * @param threads how many threads a block has, a multiple of 32 up to 1,024
   * @param argument the bits of the function's one argument, which is copied
   */
  void launch(long function, int blocks, int threads, long[] argument, long stream);

  /** Multiplies matrices in column-major order, as BLAS does. */
  void multiply(Product product, long stream);

  /**
   * Returns whether each launch is waited for, so that its error is its own: what is put into a
   * graph has no error of its own.
   */
  boolean isBlocking();

  /** Makes an empty graph: {@code cuGraphCreate}. */
  long newGraph();

  /**
   * Adds what {@link #launch} does to a graph: {@code cuGraphAddKernelNode_v2}.
   *
   * @param after the node that comes before it, or 0
   * @return the node
   */
  long addLaunch(long graph, long after, long function, int blocks, int threads, long[] argument);

  /**
   * Begins to take what this thread puts into a stream for a graph, instead of doing it: {@code
   * cuStreamBeginCapture_v2} in the thread's own mode. Nothing is waited for or allocated until
   * {@link #endCapture}.
   */
  void beginCapture(long stream);

  /** Returns the graph of what has been put into a stream: {@code cuStreamEndCapture}. */
  long endCapture(long stream);

  /**
   * Adds a copy of a graph to another one as one node: {@code cuGraphAddChildGraphNode}.
   *
   * @param after the node that comes before it, or 0
   * @return the node
   */
  long addGraph(long graph, long after, long part);

  /** Makes a graph ready to be launched: {@code cuGraphInstantiateWithFlags}. */
  long makeReady(long graph);

  /**
   * Changes a launch for the launches of the graph from now on: {@code
   * cuGraphExecKernelNodeSetParams_v2}.
   */
  void setLaunch(long ready, long node, long function, int blocks, int threads, long[] argument);

  /**
   * Changes a part for the launches of the graph from now on: {@code
   * cuGraphExecChildGraphNodeSetParams}.
   *
   * @return false if the part does not consist of the same steps, so that the graph has to be made
   *     anew
   */
  boolean setGraph(long ready, long node, long part);

  /** Puts a graph into a stream as a whole: {@code cuGraphLaunch}. */
  void launchGraph(long ready, long stream);

  /** Gives a graph back: {@code cuGraphDestroy}. What was made ready of it stays. */
  void freeGraph(long graph);

  /** Gives back what was made ready, once it is done: {@code cuGraphExecDestroy}. */
  void freeReady(long ready);
}
