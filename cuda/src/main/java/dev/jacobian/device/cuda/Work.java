package dev.jacobian.device.cuda;

import dev.jacobian.shape.DeviceException;
import java.util.Arrays;

/** Something that a stream does, as data, so that it can be put there later and compared. */
sealed interface Work {
  /** Puts it into a stream. */
  void put(Driver driver, long stream);

  /** Returns whether memory may be used: whether a number that may be an address lies in it. */
  boolean mayUse(CudaBlock block);

  /**
   * Adds it to a graph.
   *
   * @param after the node that comes before it, or 0
   * @return its node
   */
  default long add(Driver driver, long graph, long after, long stream) {
    long part = captured(driver, stream);
    try {
      return driver.addGraph(graph, after, part);
    } finally {
      driver.freeGraph(part);
    }
  }

  /** Puts it in the place of a node's work; returns false if the device cannot do that. */
  default boolean replace(Driver driver, long ready, long node, long stream) {
    long part = captured(driver, stream);
    try {
      return driver.setGraph(ready, node, part);
    } finally {
      driver.freeGraph(part);
    }
  }

  private long captured(Driver driver, long stream) {
    driver.beginCapture(stream);
    try {
      put(driver, stream);
    } catch (RuntimeException | Error failure) {
      try {
        driver.freeGraph(driver.endCapture(stream));
      } catch (DeviceException ofCapture) {
        // What has failed has made the capture invalid too, which says nothing of why.
        failure.addSuppressed(ofCapture);
      }
      throw failure;
    }
    return driver.endCapture(stream);
  }

  /** A launch. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its elements, and changed by nobody
  record Grid(long function, int blocks, int threads, long[] argument) implements Work {
    @Override
    public void put(Driver driver, long stream) {
      driver.launch(function, blocks, threads, argument, stream);
    }

    @Override
    public boolean mayUse(CudaBlock block) {
      return Arrays.stream(argument).anyMatch(block::has);
    }

    @Override
    public long add(Driver driver, long graph, long after, long stream) {
      return driver.addLaunch(graph, after, function, blocks, threads, argument);
    }

    @Override
    public boolean replace(Driver driver, long ready, long node, long stream) {
      driver.setLaunch(ready, node, function, blocks, threads, argument);
      return true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Grid grid
          && function == grid.function
          && blocks == grid.blocks
          && threads == grid.threads
          && Arrays.equals(argument, grid.argument);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(argument) + Long.hashCode(function);
    }
  }

  /** A product of matrices. */
  record Multiplication(Product product) implements Work {
    @Override
    public void put(Driver driver, long stream) {
      driver.multiply(product, stream);
    }

    @Override
    public boolean mayUse(CudaBlock block) {
      return block.has(product.a().address())
          || block.has(product.b().address())
          || block.has(product.c().address());
    }
  }

  /** A copy within the device's memory. */
  record Copy(long to, long from, long bytes) implements Work {
    @Override
    public void put(Driver driver, long stream) {
      driver.copyOnDevice(to, from, bytes, stream);
    }

    @Override
    public boolean mayUse(CudaBlock block) {
      return block.has(to) || block.has(from);
    }
  }
}
