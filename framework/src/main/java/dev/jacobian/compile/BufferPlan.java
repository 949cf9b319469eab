package dev.jacobian.compile;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.fusion.Placed;
import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which value lies in which buffer. Values that are not alive at the same time share one; a kernel
 * may write over an input that nobody reads after it. A value that is some neighbouring elements of
 * another lies where these are, as long as nothing is written over them.
 */
final class BufferPlan {
  private final List<Buffer> buffers = new ArrayList<>();
  private final IdentityHashMap<Node, Buffer> bufferOf = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Integer> lastRead = new IdentityHashMap<>();

  /** Of each value that is a part of another one's memory the other one. */
  private final IdentityHashMap<Node, Node> wholes = new IdentityHashMap<>();

  private final Set<Buffer> free = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Memory for values of one type, as large as the largest of them. */
  static final class Buffer {
    private final int index;
    private final Device device;
    private final DType dtype;
    private final List<Node> values = new ArrayList<>();
    private long size;

    private Buffer(int index, Device device, DType dtype) {
      this.index = index;
      this.device = device;
      this.dtype = dtype;
    }

    int index() {
      return index;
    }

    Device device() {
      return device;
    }

    DType dtype() {
      return dtype;
    }

    /** Returns the number of elements. */
    long size() {
      return size;
    }

    long bytes() {
      return size * dtype.byteSize();
    }

    /** Returns the values that lie here one after another. */
    List<Node> values() {
      return values;
    }
  }

  private BufferPlan() {}

  /**
   * Plans the values that have no place of their own.
   *
   * @param placed the nodes that are computed into a tensor of the user's
   */
  static BufferPlan of(UnitSchedule schedule, Set<Node> placed) {
    BufferPlan plan = new BufferPlan();
    List<Unit> units = schedule.units();
    for (int i = 0; i < units.size(); i++) {
      for (Node read : units.get(i).reads()) {
        plan.lastRead.put(read, i);
      }
    }
    for (Graph.Write write : schedule.deferred()) {
      plan.lastRead.put(write.value().root(), units.size());
    }
    plan.findParts(units, placed);
    for (int i = 0; i < units.size(); i++) {
      plan.plan(units.get(i), i, placed);
    }
    return plan;
  }

  /** Finds the values that are parts of others, which live as long as these then. */
  private void findParts(List<Unit> units, Set<Node> placed) {
    Set<Node> made = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Unit unit : units) {
      for (Node node : unit.makes()) {
        Node whole = unit instanceof Unit.OpUnit op ? contiguousSource(op) : null;
        if (whole != null && made.contains(whole) && !placed.contains(node)) {
          wholes.put(node, whole);
        }
        if (!placed.contains(node)) {
          made.add(node);
        }
      }
    }
    for (int i = units.size() - 1; i >= 0; i--) {
      for (Node node : units.get(i).makes()) {
        Node whole = wholes.get(node);
        if (whole != null) {
          lastRead.merge(whole, lastRead.getOrDefault(node, i), Math::max);
        }
      }
    }
  }

  /** Returns the memory of which a view is some neighbouring elements, or null. */
  private static @Nullable Node contiguousSource(Unit.OpUnit unit) {
    Node node = unit.result();
    if (!(node.op() instanceof ViewOp) || !Backends.of(node.device()).takesOffsets()) {
      return null;
    }
    Placed placed = Placed.of(node);
    return placed.node() != node && placed.layout().isContiguous() ? placed.node().root() : null;
  }

  /** Returns the value that a unit's result is a part of, or null if the unit computes it. */
  @Nullable Node wholeOf(Unit unit) {
    return unit instanceof Unit.OpUnit op ? wholes.get(op.result()) : null;
  }

  /** Returns the node whose buffer holds a node's values. */
  private Node owner(Node node) {
    Node owner = node;
    for (Node whole = node; whole != null; whole = wholes.get(whole)) {
      owner = whole;
    }
    return owner;
  }

  /** Returns all buffers. */
  List<Buffer> buffers() {
    return Collections.unmodifiableList(buffers);
  }

  /** Returns where a node lies, or null if it is placed elsewhere. */
  @Nullable Buffer bufferOf(Node node) {
    return bufferOf.get(node);
  }

  /** Returns the bytes of all buffers. */
  long bytes() {
    return buffers.stream().mapToLong(Buffer::bytes).sum();
  }

  /** Returns the bytes that the values would take side by side. */
  long bytesWithoutSharing() {
    return bufferOf.keySet().stream().mapToLong(node -> node.spec().byteSize()).sum();
  }

  private void plan(Unit unit, int position, Set<Node> placed) {
    if (wholeOf(unit) != null) {
      return;
    }
    List<Node> dying = new ArrayList<>();
    for (Node read : unit.reads().stream().map(this::owner).distinct().toList()) {
      if (bufferOf.containsKey(read) && lastRead.getOrDefault(read, -1) == position) {
        dying.add(read);
      }
    }
    List<Node> makes = unit.makes().stream().filter(node -> !placed.contains(node)).toList();
    if (unit instanceof Unit.KernelUnit kernel) {
      makes.stream().filter(kernel::isReduced).forEach(this::allocate);
      dying.stream().filter(read -> canBeOverwritten(read, kernel)).forEach(this::release);
      makes.stream().filter(node -> !kernel.isReduced(node)).forEach(this::allocate);
    } else {
      makes.forEach(this::allocate);
    }
    dying.forEach(this::release);
    makes.stream().filter(node -> !lastRead.containsKey(node)).forEach(this::release);
  }

  private boolean canBeOverwritten(Node read, Unit.KernelUnit kernel) {
    return !wholes.containsValue(read)
        && read.shape().size() == kernel.kernel().space().size()
        && kernel.readsWhole(read);
  }

  private void release(Node node) {
    Buffer buffer = bufferOf.get(node);
    if (buffer != null && buffer.values.get(buffer.values.size() - 1) == node) {
      free.add(buffer);
    }
  }

  private void allocate(Node node) {
    Buffer buffer = best(node);
    if (buffer == null) {
      buffer = new Buffer(buffers.size(), node.device(), node.spec().dtype());
      buffers.add(buffer);
    }
    free.remove(buffer);
    buffer.size = Math.max(buffer.size, node.shape().size());
    buffer.values.add(node);
    bufferOf.put(node, buffer);
  }

  /** Returns the smallest free buffer that is large enough, or else the largest one. */
  private @Nullable Buffer best(Node node) {
    long size = node.shape().size();
    Buffer best = null;
    for (Buffer buffer : buffers) {
      boolean fits =
          free.contains(buffer)
              && buffer.device.equals(node.device())
              && buffer.dtype == node.spec().dtype();
      if (fits && (best == null || isBetter(buffer.size, best.size, size))) {
        best = buffer;
      }
    }
    return best;
  }

  private static boolean isBetter(long candidate, long best, long wanted) {
    if (best >= wanted) {
      return candidate >= wanted && candidate < best;
    }
    return candidate > best;
  }
}
