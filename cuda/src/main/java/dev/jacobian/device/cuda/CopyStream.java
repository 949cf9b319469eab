package dev.jacobian.device.cuda;

import dev.jacobian.device.Arrival;
import dev.jacobian.device.Operand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Copies to the device on a stream of their own, which travel while the device computes.
 *
 * <p>How: what is sent together is put together in pinned main memory, of which there are two
 * pieces in turn, each as large as the largest that it was for. The copy waits for what the stream
 * of computations had been asked for until then, since the memory that it fills may be in use
 * there; the computations that come after {@link Arrival#order} wait for the copy. So a copy
 * travels while the device does what it is asked for between the two.
 *
 * <p>Locks are taken in this order: the one of sending, that of a piece, the engine's. A thread
 * that records lets go of the engine's before it asks for another.
 */
final class CopyStream {
  /** Beyond this, main memory that the system cannot use otherwise is not worth the time. */
  static final long MOST_BYTES = 256 << 20;

  private static final int LEAST_BYTES = 1 << 20;

  private final Engine engine;
  private final Driver driver;
  private final @Nullable Piece[] pieces = new @Nullable Piece[2];
  private int next;

  /** 0 until something is sent. */
  private volatile long stream;

  /** Pinned main memory that is used again and again. */
  private static final class Piece {
    ByteBuffer memory;
    final long copied;

    /** How often it has been sent from. */
    long turn;

    /**
     * What is on its way from it, kept reachable: memory that nobody refers to any more would go to
     * computations that wait for no copy.
     */
    @SuppressWarnings("UnusedVariable")
    Operand[] outputs = {};

    Piece(Driver driver) {
      memory = driver.allocatePinned(LEAST_BYTES);
      copied = driver.newEvent();
    }
  }

  CopyStream(Engine engine) {
    this.engine = engine;
    this.driver = engine.driver();
  }

  /** Does what {@link dev.jacobian.device.Backend#send} says, with outputs that are held. */
  Arrival send(Object[] arrays, Operand[] outputs) {
    engine.flush();
    synchronized (this) {
      driver.enter();
      return send(take(), arrays, outputs);
    }
  }

  /** Returns the piece that was used longest ago. */
  private Piece take() {
    if (stream == 0) {
      stream = driver.newStream();
    }
    next = (next + 1) % pieces.length;
    Piece piece = pieces[next];
    if (piece == null) {
      piece = new Piece(driver);
      pieces[next] = piece;
    }
    return piece;
  }

  private Arrival send(Piece piece, Object[] arrays, Operand[] outputs) {
    driver.await(piece.copied);
    long turn;
    synchronized (piece) {
      // The copy before is over, so that whoever asks for its order from now on has it.
      turn = ++piece.turn;
      piece.outputs = outputs;
    }
    int bytes = 0;
    for (Operand output : outputs) {
      bytes = next(bytes, output);
    }
    grow(piece, bytes);
    int at = 0;
    for (int i = 0; i < arrays.length; i++) {
      Transfers.put(part(piece, at, outputs[i]), arrays[i], 0, (int) outputs[i].shape().size());
      at = next(at, outputs[i]);
    }
    driver.order(engine.mark(), stream);
    at = 0;
    for (Operand output : outputs) {
      ByteBuffer part = part(piece, at, output);
      if (part.hasRemaining()) {
        driver.copyToDevice(CudaBlock.addressOf(output), part, part.remaining(), stream);
      }
      at = next(at, output);
    }
    driver.record(piece.copied, stream);
    return () -> order(piece, turn);
  }

  private static ByteBuffer part(Piece piece, int at, Operand output) {
    int bytes = (int) output.spec().byteSize();
    return piece.memory.slice(at, bytes).order(ByteOrder.nativeOrder());
  }

  /** Returns where the next output begins. */
  private static int next(int at, Operand output) {
    int bytes = (int) output.spec().byteSize();
    return at + (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  private void grow(Piece piece, int bytes) {
    if (piece.memory.capacity() < bytes) {
      ByteBuffer small = piece.memory;
      piece.memory = driver.allocatePinned(Integer.highestOneBit(bytes - 1) << 1);
      driver.freePinned(small);
    }
  }

  private void order(Piece piece, long turn) {
    engine.flush();
    synchronized (piece) {
      if (piece.turn == turn) {
        engine.order(piece.copied);
        piece.outputs = new Operand[0];
      }
    }
  }

  /** Waits until all that was sent is there. */
  void synchronize() {
    if (stream != 0) {
      driver.enter();
      driver.synchronize(stream);
    }
  }
}
