package dev.jacobian.fusion;

import dev.jacobian.device.Device;
import dev.jacobian.expr.Expr;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Stage;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Expand;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.shape.Shape;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that will be one kernel: elementwise ones of one shape, and reductions of them. If some of
 * these are over rows, the group may also have members that are one element for each row, computed
 * from what rows are reduced to, and what is of a row is at hand for its positions. It may end with
 * members that are one element for each column, computed from what columns are reduced to, which no
 * other member reads: see {@link dev.jacobian.kernel.Stage}.
 */
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
  private final Set<Node> lanes = new LinkedHashSet<>();

  /** The members that the group ends with, each with a reduction whose columns it is of. */
  private final IdentityHashMap<Node, Node> endings = new IdentityHashMap<>();

  /** What these read from outside, each with a reduction that has as many elements. */
  private final IdentityHashMap<Node, Node> readByEndings = new IdentityHashMap<>();

  /** The members that another group computes too, and stores if they are wanted in memory. */
  private final Set<Node> anew = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The views that are read from copies. */
  private final Set<Node> copies = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The rows that reductions are over, or null if none is. */
  private @Nullable Rows rows;

  /** What the members read from outside; null if members have come or gone since it was found. */
  private @Nullable Set<Node> inputs;

  Group(Shape space, Device device) {
    this.space = space;
    this.device = device;
  }

  /** Returns this group with another one of the same space, and nodes that may be of any space. */
  Group with(Group other, Collection<Node> nodes) {
    Group union = new Group(space, device);
    List<Node> all = new ArrayList<>(members);
    all.addAll(other.members);
    all.addAll(nodes);
    all.sort(Comparator.comparingInt(Node::id));
    all.forEach(union::add);
    union.rows = Rows.of(space, union.members);
    return union;
  }

  /** Leaves nodes to another group, and returns whether this one has members yet. */
  boolean leave(Collection<Node> nodes) {
    members.removeAll(nodes);
    lanes.removeAll(nodes);
    inputs = null;
    return !members.isEmpty();
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
    Set<Node> read = new LinkedHashSet<>(inputs());
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
      long size = 1;
      for (Node input : node.operands()) {
        size += isAtHand(node, input) && isOfRow(input.root()) ? 1 : sizes.getOrDefault(input, 1L);
      }
      sizes.put(node, size);
    }
    return Collections.max(sizes.values());
  }

  /** Returns whether all members can be computed here. */
  boolean isComputable() {
    return members.stream().allMatch(this::isComputable);
  }

  private boolean isComputable(Node member) {
    if (!isByRow(member)) {
      return Objects.equals(space, member.space());
    }
    return rows != null
        && device.equals(member.device())
        && member.op() instanceof ElementwiseOp
        && member.shape().size() == rows.count()
        && member.operands().stream().allMatch(input -> isReadableByRow(member, input));
  }

  private boolean isReadableByRow(Node member, Node input) {
    return input.shape().size() == 1
        || isAtHand(member, input)
        || (rows != null && rows.isLike(member.shape()) && rows.isAlong(input.shape()));
  }

  void add(Node node) {
    members.add(node);
    inputs = null;
    if (!isReduction(node) && Objects.equals(space, node.space())) {
      lanes.add(node);
    }
  }

  /** Returns what is as large as the space and read as it lies, and what is computed like that. */
  List<Node> arrays() {
    Stream<Node> read =
        inputs().stream()
            .filter(input -> input.shape().equals(space) && Placed.of(input).layout().isPacked());
    return Stream.concat(read, lanes.stream()).toList();
  }

  /** Computes lanes of another group, each after its operands, instead of reading them. */
  void computeAnew(Collection<Node> nodes) {
    nodes.forEach(this::add);
    anew.addAll(nodes);
  }

  /** Returns whether a member that this group stores is among these nodes. */
  boolean makesAnyOf(Set<Node> wanted) {
    return members.stream().anyMatch(member -> isMadeFor(member, wanted::contains));
  }

  private boolean isMadeFor(Node member, Predicate<Node> isNeeded) {
    return isNeeded.test(member) && !anew.contains(member);
  }

  /** Returns whether arrays of this size do not stay in the cache from one kernel to another. */
  boolean isLarge() {
    return space.size() >= Rows.FEWEST;
  }

  private static boolean isReduction(Node node) {
    return node.op() instanceof ReduceOp;
  }

  /** Returns whether a node is a member with one element for each row. */
  private boolean isOfRow(Node node) {
    return isByRow(node)
        || (rows != null
            && isReduction(node)
            && members.contains(node)
            && node.shape().equals(rows.shape()));
  }

  /** Returns whether a node is a member that is computed for each row, not for each position. */
  private boolean isByRow(Node node) {
    return members.contains(node)
        && !lanes.contains(node)
        && !isReduction(node)
        && !endings.containsKey(node);
  }

  /** Returns the members that reduce columns. */
  List<Node> columns() {
    return members.stream()
        .filter(node -> isReduction(node) && Stage.areColumns(space, axes(node)))
        .toList();
  }

  private static List<Integer> axes(Node reduction) {
    return ((ReduceOp) Objects.requireNonNull(reduction.op())).axes();
  }

  /**
   * Returns whether this group can compute another one when all else is done: elements of that are
   * computed of what columns became, and of others in the same order.
   *
   * @param column one of {@link #columns}
   */
  boolean canEndWith(Group other, Node column) {
    List<Node> others =
        other.inputs().stream().filter(input -> !isOfColumns(input, column)).toList();
    return device.equals(other.device)
        && other.space.size() == column.shape().size()
        && other.lanes.containsAll(other.members)
        && other.anew.isEmpty()
        && others.stream().allMatch(input -> isReadableByColumn(input, column))
        && others.size() + readByEndings.size() <= MOST_INPUTS
        && members.size() + other.members.size() <= MOST_MEMBERS;
  }

  /** Returns whether a node is computed here, of columns like those of a reduction. */
  private boolean isOfColumns(Node node, Node column) {
    Node root = node.root();
    Node own = isReduction(root) ? root : endings.get(root);
    return own != null
        && members.contains(root)
        && own.shape().equals(column.shape())
        && axes(own).equals(axes(column));
  }

  private boolean isReadableByColumn(Node input, Node column) {
    boolean isStranger = inputs().stream().noneMatch(own -> own.root() == input.root());
    return Placed.of(input).layout().isPacked()
        && (input.shape().size() == column.shape().size() || input.shape().size() == 1)
        && (isStranger
            || (inputs().contains(input) && read(input).equals(readByColumn(input, column))));
  }

  /** Returns how an element is read for each column. */
  private MappedRead readByColumn(Node input, Node column) {
    IndexMap map =
        input.shape().size() == 1
            ? IndexMap.of(0, new long[space.rank()])
            : IndexMap.broadcast(column.shape(), space);
    return new MappedRead(Placed.of(input).node(), new Load(input.spec().dtype(), map));
  }

  /** Computes another group when all else is done. */
  void endWith(Group other, Node column) {
    for (Node input : other.inputs()) {
      if (!isOfColumns(input, column)) {
        readByEndings.put(input, column);
      }
    }
    members.addAll(other.members);
    other.members.forEach(member -> endings.put(member, column));
    inputs = null;
  }

  Set<Node> members() {
    return members;
  }

  /** Returns whether what a member reads is computed here and need not be read from memory. */
  boolean isAtHand(Node member, Node input) {
    Node column = endings.get(member);
    if (column != null) {
      return isOfColumns(input, column);
    }
    if (!isByRow(member) && lanes.contains(input)) {
      return true;
    }
    Node root = input.root();
    if (rows == null || !isOfRow(root)) {
      return false;
    }
    return isByRow(member) ? input.shape().size() == rows.count() : rows.isLike(input.shape());
  }

  /** Returns what the members read from outside the group, some of them views. */
  Set<Node> inputs() {
    Set<Node> known = inputs;
    if (known == null) {
      Set<Node> found = new LinkedHashSet<>();
      members.forEach(member -> addInputs(member, found));
      known = Collections.unmodifiableSet(found);
      inputs = known;
    }
    return known;
  }

  /** Returns what has to lie in memory for this group: its inputs, or what they are views of. */
  Stream<Node> reads() {
    return inputs().stream().map(input -> read(input).node().root());
  }

  private MappedRead read(Node input) {
    Node column = readByEndings.get(input);
    if (column != null) {
      return readByColumn(input, column);
    }
    return copies.contains(input) ? MappedRead.plain(input, space) : MappedRead.of(input, space);
  }

  /** Returns the inputs of which each element is in another line of memory than its neighbours. */
  Stream<Node> leaps() {
    return inputs().stream().filter(input -> read(input).load().leaps(space));
  }

  /** Reads some inputs, which are views, from copies of them. */
  void readCopies(Set<Node> views) {
    copies.addAll(views);
  }

  private void addInputs(Node member, Set<Node> inputs) {
    for (Node input : member.operands()) {
      if (!isAtHand(member, input) && input.constant() == null && !input.isScalarNumber()) {
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
    Set<Node> readByPositions = readByPositions();
    Expressions expressions = new Expressions(inputs);
    List<Output> results = new ArrayList<>();
    List<Node> made = new ArrayList<>();
    for (Node member : members) {
      Output result = null;
      if (member.op() instanceof ReduceOp op) {
        Expr value =
            Expr.converted(expressions.read(member, member.input(0)), member.spec().dtype());
        result = Output.reduced(value, op.reduction(), op.axes());
      } else if (lanes.contains(member)) {
        result = isMadeFor(member, isNeeded) ? Output.stored(expressions.of(member), space) : null;
      } else if (isNeeded.test(member) || readByPositions.contains(member)) {
        // The same at all positions of a row or column, and so the largest one.
        Node column = endings.get(member);
        List<Integer> axes = column != null ? axes(column) : Objects.requireNonNull(rows).axes();
        result = Output.reduced(expressions.of(member), Reducer.MAX, axes);
      }
      if (result != null) {
        expressions.outputs.put(member, results.size());
        results.add(result);
        made.add(member);
      }
    }
    List<MappedRead> reads = inputs.stream().map(this::read).toList();
    Kernel kernel = new Kernel(space, reads.stream().map(MappedRead::load).toList(), results);
    List<Node> sources = reads.stream().map(MappedRead::node).toList();
    return new Unit.KernelUnit(List.copyOf(members), kernel, sources, expressions.numbers, made);
  }

  private Set<Node> readByPositions() {
    Set<Node> read = Collections.newSetFromMap(new IdentityHashMap<>());
    members.stream()
        .filter(member -> !isByRow(member) && !endings.containsKey(member))
        .forEach(member -> member.operands().forEach(input -> read.add(input.root())));
    return read;
  }

  /** Writes members as expressions of the group's inputs. */
  private final class Expressions {
    private final List<Node> inputs;
    private final IdentityHashMap<Node, Expr> written = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Integer> outputs = new IdentityHashMap<>();

    /** The slots of the numbers that the expressions' parameters stand for. */
    private final List<Integer> numbers = new ArrayList<>();

    Expressions(List<Node> inputs) {
      this.inputs = inputs;
    }

    /** Returns what a member computes. */
    Expr of(Node member) {
      Expr known = written.get(member);
      if (known == null) {
        Expr[] operands =
            member.operands().stream().map(input -> read(member, input)).toArray(Expr[]::new);
        // A kernel stretches what it reads.
        known =
            member.op() instanceof Expand
                ? operands[0]
                : ((ElementwiseOp) Objects.requireNonNull(member.op())).expression(operands);
        written.put(member, known);
      }
      return known;
    }

    /** Returns what a member reads. */
    Expr read(Node member, Node input) {
      Double constant = input.constant();
      if (constant != null) {
        return new Expr.Constant(constant, input.spec().dtype());
      }
      if (input.source() instanceof Source.RunNumber) {
        return written.computeIfAbsent(input, this::parameter);
      }
      if (!isAtHand(member, input)) {
        return new Expr.Input(inputs.indexOf(input), input.spec().dtype());
      }
      Node root = lanes.contains(input) ? input : input.root();
      return isReduction(root) || (isByRow(root) && !isByRow(member))
          ? new Expr.Reduced(Objects.requireNonNull(outputs.get(root)), root.spec().dtype())
          : of(root);
    }

    private Expr parameter(Node number) {
      numbers.add(((Source.RunNumber) number.source()).slot());
      return new Expr.Parameter(numbers.size() - 1, number.spec().dtype());
    }
  }
}
