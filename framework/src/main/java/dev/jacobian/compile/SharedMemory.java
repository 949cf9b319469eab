package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Storage;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.op.Detach;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.ViewOp;
import dev.jacobian.op.ViewScatter;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a run has seen while it was captured. A part of a storage that has a node is a
 * window: the result of an op, an argument, a tensor from outside. A view of a window is a node of
 * view ops on the window's; a change through a view gives the window a new node, so that every
 * other view sees it.
 *
 * <p>Several windows of one storage, such as two arguments that are columns of one table, are
 * tensors of their own as long as none is changed. Where one is, the run is captured again with the
 * whole storage as the only window: see {@link Overlap}.
 */
final class SharedMemory {
  private final Set<Storage> whole;
  private final IdentityHashMap<Storage, List<Window>> windows = new IdentityHashMap<>();
  private final Map<Variable, View> views = new LinkedHashMap<>();
  private final Set<Storage> changed = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Starts without any memory.
   *
   * @param whole the storages that are one window each
   */
  SharedMemory(Set<Storage> whole) {
    this.whole = whole;
  }

  /** Makes nodes in the order of the run. */
  interface NodeMaker {
    Node make(Source source, List<Node> inputs, TensorSpec spec);
  }

  /** The node of a view, made when its window had a node. */
  private record View(Node of, Node node) {}

  /** A part of a storage that has a node. */
  static final class Window {
    private final Variable root;
    private final Node first;
    private Node current;

    private Window(Variable root, Node first) {
      this.root = root;
      this.first = first;
      this.current = first;
    }

    /** Returns the node of the values that it had when it was first seen. */
    Node first() {
      return first;
    }

    /** Returns the node of the values that it has now. */
    Node current() {
      return current;
    }
  }

  /** Windows of one storage that was changed; the run has to be captured with the whole of it. */
  @SuppressWarnings("serial") // it is thrown from one class to the next
  static final class Overlap extends RuntimeException {
    private final transient Storage storage;

    Overlap(Storage storage) {
      super("a storage that a captured run knows in parts is changed", null, false, false);
      this.storage = storage;
    }
  }

  /**
   * Captures, again as often as windows of one storage turn out to be changed.
   *
   * @param attempt captures with the given storages as one window each
   */
  static <T> T capture(Function<Set<Storage>, T> attempt) {
    Set<Storage> whole = Collections.newSetFromMap(new IdentityHashMap<>());
    while (true) {
      try {
        return attempt.apply(whole);
      } catch (Overlap overlap) {
        whole.add(overlap.storage);
      }
    }
  }

  /** Returns whether a storage is one window, which is not an argument's then. */
  boolean isWhole(Storage storage) {
    return whole.contains(storage);
  }

  /**
   * Returns what a node has to stand for, so that a variable can be read: itself, or its origin.
   */
  Variable rootFor(Variable variable) {
    Variable root = variable;
    if (isWhole(variable.storage())) {
      for (Variable at = root.source(); at != null; at = at.source()) {
        root = at;
      }
    }
    return root;
  }

  /**
   * Adds a window.
   *
   * @throws Overlap if another part of the storage was changed before
   */
  Window add(Variable root, Node node) {
    Storage storage = root.storage();
    if (changed.contains(storage)) {
      throw overlap(storage);
    }
    Window window = new Window(root, node);
    windows.computeIfAbsent(storage, key -> new ArrayList<>(1)).add(window);
    return window;
  }

  private Overlap overlap(Storage storage) {
    if (isWhole(storage)) {
      throw new IllegalStateException("a tensor's memory is another one's, and no view says how");
    }
    return new Overlap(storage);
  }

  /** Returns the window that a variable is a view of, or null if none was seen. */
  @Nullable Window find(Variable variable) {
    List<Window> all = windows.getOrDefault(variable.storage(), List.of());
    for (int i = 0; i < all.size(); i++) {
      Window window = all.get(i);
      if (isSame(variable, window.root) || path(variable, window.root) != null) {
        return window;
      }
    }
    return null;
  }

  /** Returns the node of a variable's present values. */
  Node read(Variable variable, NodeMaker maker) {
    Window window = find(variable);
    if (window == null) {
      throw new IllegalStateException("a " + variable.spec() + " tensor was not seen before");
    }
    return read(variable, window, maker);
  }

  private Node read(Variable variable, Window window, NodeMaker maker) {
    Variable root = window.root;
    if (isSame(variable, root)) {
      return window.current;
    }
    View known = views.get(variable);
    if (known != null && known.of == window.current) {
      return known.node;
    }
    boolean isReshaped = isReshaped(variable.layout(), root.layout());
    ViewOp op = isReshaped ? new Reshape(variable.shape()) : variable.viewOp();
    Variable source = variable.source();
    if (op == null || (source == null && !isReshaped)) {
      Variable same = sameView(variable);
      if (same == null) {
        throw new IllegalStateException("a " + variable.spec() + " tensor is no view of its root");
      }
      return read(same, window, maker);
    }
    Node from = isReshaped || source == null ? window.current : read(source, window, maker);
    Node node =
        op instanceof Detach
            ? from
            : maker.make(new Source.Applied(op), List.of(from), variable.spec());
    views.put(variable, new View(window.current, node));
    return node;
  }

  /**
   * Returns the window that a change of a variable is a change of.
   *
   * @throws Overlap if it cannot be told what other windows see of it
   */
  Window changing(Variable variable) {
    Window window = find(variable);
    if (window == null) {
      throw new IllegalStateException("a " + variable.spec() + " tensor was not seen before");
    }
    List<ViewOp> path = path(variable, window.root);
    boolean isOnly = windows.getOrDefault(variable.storage(), List.of()).size() == 1;
    if (!isOnly || path == null) {
      throw overlap(variable.storage());
    }
    return window;
  }

  /** Gives a variable, and all that share its memory, new values. */
  void change(Variable variable, Node value, NodeMaker maker) {
    Window window = changing(variable);
    List<ViewOp> path = path(variable, window.root);
    changed.add(variable.storage());
    Node before = window.current;
    if (path == null || path.isEmpty()) {
      window.current = value;
    } else if (path.stream().allMatch(Reshape.class::isInstance)) {
      Reshape back = new Reshape(before.shape());
      window.current = maker.make(new Source.Applied(back), List.of(value), before.spec());
    } else {
      Source scatter = new Source.Applied(new ViewScatter(path));
      window.current = maker.make(scatter, List.of(before, value), before.spec());
    }
  }

  /**
   * Returns a view with the same elements at the same places as a tensor that says not how it was
   * made, since a function gave away its only view of what it had made; null if none was seen.
   */
  private @Nullable Variable sameView(Variable variable) {
    for (Variable view : views.keySet()) {
      if (view.storage() == variable.storage()
          && view.layout().equals(variable.layout())
          && view.source() != null) {
        return view;
      }
    }
    return null;
  }

  /** Returns the steps from a root to a view of it, or null if it is none. */
  private @Nullable List<ViewOp> path(Variable view, Variable root) {
    List<ViewOp> path = new ArrayList<>(2);
    Variable at = view;
    while (!isSame(at, root)) {
      if (isReshaped(at.layout(), root.layout())) {
        path.add(new Reshape(at.shape()));
        break;
      }
      ViewOp op = at.viewOp();
      Variable source = at.source();
      if (op == null || source == null) {
        source = sameView(at);
        if (source == null) {
          return null;
        }
      } else if (!(op instanceof Detach)) {
        path.add(op);
      }
      at = source;
    }
    Collections.reverse(path);
    return path;
  }

  /** Returns whether a view of a root, if it is one, has the root's elements at their places. */
  private static boolean isSame(Variable view, Variable root) {
    return view == root || view.layout().equals(root.layout());
  }

  private static boolean isReshaped(Layout layout, Layout root) {
    return layout.isContiguous()
        && root.isContiguous()
        && layout.offset() == root.offset()
        && layout.shape().size() == root.shape().size();
  }
}
