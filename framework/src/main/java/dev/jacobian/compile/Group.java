package dev.jacobian.compile;

import dev.jacobian.device.Device;
import dev.jacobian.expr.Expr;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Expand;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Nodes that will be one kernel: elementwise ones of one shape, and reductions of them. */
final class Group {
  /** Beyond this many arrays, blocks of all of them leave the first-level cache. */
  private static final int MOST_INPUTS = 10;

  private static final int MOST_MEMBERS = 64;

  /**
   * Adapters may compute a shared value once for each of its uses, so {@code y = y * y + y}, done
   * again and again, would take time that grows exponentially.
   */
  private static final int LARGEST_EXPRESSION = 500;

  private final Shape space;
  private final Device device;
  private final Set<Node> members = new LinkedHashSet<>();
  private final Set<Node> lanes = Collections.newSetFromMap(new IdentityHashMap<>());

  Group(Shape space, Device device) {
    this.space = space;
    this.device = device;
  }

  boolean hasSpace(Shape shape, Device other) {
    return space.equals(shape) && device.equals(other);
  }

  /** Returns whether a node's element at a position is at hand while that position is computed. */
  boolean holds(Node node) {
    return lanes.contains(node);
  }

  boolean hasSpaceOf(Group other) {
    return other.hasSpace(space, device);
  }

  /** Returns whether this group reads, position by position, what another one computes. */
  boolean reads(Group other) {
    return inputs().stream().anyMatch(other::holds);
  }

  /**
   * Returns whether one of these nodes is read by this group too, position by position: reading it
   * once saves as much as computing something saves. A stretched operand is small.
   */
  boolean sharesWholeInput(Collection<Node> nodes) {
    return inputs().stream()
        .anyMatch(input -> input.shape().size() == space.size() && nodes.contains(input));
  }

  boolean hasRoomFor(Collection<Node> added) {
    Set<Node> read = new LinkedHashSet<>();
    members.forEach(member -> addInputs(member, read));
    added.forEach(node -> addInputs(node, read));
    read.removeAll(added);
    return read.size() <= MOST_INPUTS
        && members.size() + added.size() <= MOST_MEMBERS
        && largestExpression(added) <= LARGEST_EXPRESSION;
  }

  /** Returns the parts of the largest expression with these nodes; what it shares counts again. */
  private long largestExpression(Collection<Node> added) {
    List<Node> all = new ArrayList<>(members);
    all.addAll(added);
    all.sort(Comparator.comparingInt(Node::id));
    IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
    for (Node node : all) {
      long operands =
          node.operands().stream().mapToLong(input -> sizes.getOrDefault(input, 1L)).sum();
      sizes.put(node, 1 + operands);
    }
    return Collections.max(sizes.values());
  }

  /** Takes over another group's members. */
  void absorb(Group other) {
    List<Node> all = new ArrayList<>(members);
    all.addAll(other.members);
    all.sort(Comparator.comparingInt(Node::id));
    members.clear();
    members.addAll(all);
    lanes.addAll(other.lanes);
  }

  void add(Node node) {
    members.add(node);
    if (!(node.op() instanceof ReduceOp)) {
      lanes.add(node);
    }
  }

  Set<Node> members() {
    return members;
  }

  /** Returns what the members read from outside the group, some of them views. */
  Set<Node> inputs() {
    Set<Node> inputs = new LinkedHashSet<>();
    members.forEach(member -> addInputs(member, inputs));
    return inputs;
  }

  private void addInputs(Node node, Set<Node> inputs) {
    for (Node input : node.operands()) {
      if (!holds(input) && input.constant() == null && !input.isScalarNumber()) {
        inputs.add(input);
      }
    }
  }

  /**
   * Returns the group as a kernel.
   *
   * @param isNeeded whether a member's values are wanted in memory
   */
  Unit.KernelUnit toUnit(Predicate<Node> isNeeded) {
    List<Node> inputs = new ArrayList<>(inputs());
    Lanes expressions = new Lanes(inputs, this);
    List<Output> results = new ArrayList<>();
    List<Node> made = new ArrayList<>();
    for (Node member : members) {
      if (member.op() instanceof ReduceOp op) {
        Expr value = Expr.converted(expressions.of(member.input(0)), member.spec().dtype());
        results.add(Output.reduced(value, op.reduction(), op.axes()));
        made.add(member);
      } else if (isNeeded.test(member)) {
        results.add(Output.stored(expressions.of(member), space));
        made.add(member);
      }
    }
    List<TensorSpec> specs = inputs.stream().map(Node::spec).toList();
    String label =
        members.stream().map(member -> member.source().label()).collect(Collectors.joining(", "));
    return new Unit.KernelUnit(
        label, Kernel.of(space, specs, results), inputs, expressions.numbers(), made);
  }

  /** Writes members as expressions of the group's inputs. */
  static final class Lanes {
    private final List<Node> inputs;
    private final Group group;
    private final IdentityHashMap<Node, Expr> written = new IdentityHashMap<>();
    private final List<Integer> numbers = new ArrayList<>();

    Lanes(List<Node> inputs, Group group) {
      this.inputs = inputs;
      this.group = group;
    }

    /** Returns whether a node only stretches its input, which a kernel does while it reads. */
    static boolean isStretch(Node node) {
      return node.op() instanceof Expand;
    }

    /** Returns the slots of the numbers that the expressions' parameters stand for. */
    List<Integer> numbers() {
      return numbers;
    }

    Expr of(Node node) {
      Expr known = written.get(node);
      if (known == null) {
        known = write(node);
        written.put(node, known);
      }
      return known;
    }

    private Expr write(Node node) {
      Double constant = node.constant();
      if (constant != null) {
        return new Expr.Constant(constant, node.spec().dtype());
      }
      if (node.source() instanceof Source.RunNumber number) {
        numbers.add(number.slot());
        return new Expr.Parameter(numbers.size() - 1, node.spec().dtype());
      }
      if (!group.holds(node)) {
        return new Expr.Input(inputs.indexOf(node), node.spec().dtype());
      }
      if (isStretch(node)) {
        return of(node.input(0));
      }
      Expr[] operands = node.operands().stream().map(this::of).toArray(Expr[]::new);
      return ((ElementwiseOp) Objects.requireNonNull(node.op())).expression(operands);
    }
  }
}
