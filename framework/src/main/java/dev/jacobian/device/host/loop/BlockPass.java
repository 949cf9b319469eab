package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the positions of a kernel. Block by block, the inputs are loaded into lanes, the
 * values are computed there, and each goes to its sink.
 */
final class BlockPass implements HostStep {
  private static final Operand[] NO_INPUTS = {};
  private static final Sink.Carried[] NOTHING = {};

  private final HostEngine engine;
  private final InputReader[] readers;
  private final CompiledBody body;
  private final Walk walk;
  private final Sink[] sinks;
  private final @Nullable NativePass natively;

  /**
   * What the last run carried from its parts to its end, for the next one to use again; null if
   * runs carry nothing.
   */
  private final @Nullable AtomicReference<Sink.Carried @Nullable []> spare;

  /**
   * Makes a pass.
   *
   * @param readers how inputs are read
   * @param body computes the values of all results
   * @param sinks of those results that this pass is for
   * @param natively the same pass in C, or null
   */
  BlockPass(
      HostEngine engine,
      InputReader[] readers,
      CompiledBody body,
      Walk walk,
      Sink[] sinks,
      @Nullable NativePass natively) {
    this.engine = engine;
    this.readers = readers;
    this.body = body;
    this.walk = walk;
    this.sinks = sinks;
    this.natively = natively;
    this.spare = Arrays.stream(sinks).anyMatch(Sink::carries) ? new AtomicReference<>() : null;
  }

  private Sink.Carried[] newCarried() {
    Sink.Carried[] carried = new Sink.Carried[sinks.length];
    for (int i = 0; i < sinks.length; i++) {
      carried[i] = sinks[i].newCarried();
    }
    return carried;
  }

  /** Returns the number of parts. */
  int parts() {
    return walk.parts();
  }

  /** Returns whether this goes down columns. */
  boolean isDown() {
    return walk.isDown();
  }

  /** Returns this pass in C, or null if Java is to do it. */
  @Nullable NativePass ready() {
    return natively != null && natively.isReady() ? natively : null;
  }

  @Override
  public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Sink.Carried[] carried = takeCarried();
    runParts(inputs, parameters, outputs, carried);
    finish(outputs, carried);
  }

  /** Returns what is to carry something from the parts of a run to its end. */
  Sink.Carried[] takeCarried() {
    if (spare == null) {
      return NOTHING;
    }
    Sink.Carried[] carried = spare.getAndSet(null);
    return carried == null ? newCarried() : carried;
  }

  /** Ends a run, all parts of which have been done. */
  void finish(Operand[] outputs, Sink.Carried[] carried) {
    if (spare == null) {
      return;
    }
    Frame frame = engine.frame();
    frame.begin(0, NO_INPUTS, outputs);
    for (int i = 0; i < sinks.length; i++) {
      sinks[i].finish(frame, carried[i]);
    }
    spare.set(carried);
  }

  private void runParts(
      Operand[] inputs, double[] parameters, Operand[] outputs, Sink.Carried[] carried) {
    NativePass ready = ready();
    if (ready != null) {
      ready.run(inputs, parameters, outputs, carried);
    } else if (walk.parts() == 1) {
      runPart(0, inputs, parameters, outputs, carried);
    } else {
      engine
          .threads()
          .run(walk.parts(), part -> runPart(part, inputs, parameters, outputs, carried));
    }
  }

  /** Computes one part. */
  void runPart(
      int part, Operand[] inputs, double[] parameters, Operand[] outputs, Sink.Carried[] carried) {
    Frame frame = engine.frame();
    begin(frame, walk.first(part), inputs, outputs);
    for (Sink sink : sinks) {
      sink.begin(frame, part);
    }
    long end = walk.end(part);
    long step = walk.step();
    for (long start = walk.first(part); start < end; start += step) {
      int count = walk.count(part, start);
      for (int i = 0; i < readers.length; i++) {
        readers[i].load(frame.blocks[i], start, frame.slots[i], count, frame);
      }
      body.compute(frame, parameters, count);
      for (int i = 0; i < sinks.length; i++) {
        Object values = frame.slots[body.slotOf(sinks[i].result)];
        sinks[i].accept(frame, part, values, start, count, carriedBy(carried, i));
      }
    }
    for (int i = 0; i < sinks.length; i++) {
      sinks[i].end(frame, part, carriedBy(carried, i));
    }
  }

  private void begin(Frame frame, long first, Operand[] inputs, Operand[] outputs) {
    frame.begin(body.slotCount(), inputs, outputs);
    int length = walk.block();
    for (int i = 0; i < readers.length; i++) {
      Object array = frame.take(readers[i].lane);
      frame.slots[i] = array;
      readers[i].begin(frame.blocks[i], first, array, length, frame);
    }
    body.begin(frame);
  }

  private static Sink.Carried carriedBy(Sink.Carried[] carried, int sink) {
    return carried.length == 0 ? Sink.Carried.NOTHING : carried[sink];
  }
}
