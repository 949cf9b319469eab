package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recurrent network does at a step, in each unit: from the gates' products of the input x
 * and of the state h before, the state after. A step that is masked, with m = 0, leaves the state.
 */
public enum RecurrentCell {
  /** {@code h' = tanh(x + h)}. Source: Elman, 1990. */
  TANH(1, 0) {
    @Override
    List<Expr> forward(Expr... in) {
      return List.of(in[0].add(in[1]).apply(UnaryFunction.TANH));
    }

    @Override
    List<Expr> backward(Expr... in) {
      return List.of(in[1].mul(one(in[0]).sub(in[0].mul(in[0]))), in[1].number(0));
    }
  },

  /** {@code h' = max(0, x + h)}. */
  RELU(1, 0) {
    @Override
    List<Expr> forward(Expr... in) {
      return List.of(in[0].add(in[1]).apply(UnaryFunction.RELU));
    }

    @Override
    List<Expr> backward(Expr... in) {
      Expr zero = in[1].number(0);
      return List.of(in[0].apply(BinaryFunction.GT, zero).where(in[1], zero), zero);
    }
  },

  /**
   * {@code c' = f c + i g; h' = o tanh(c')}, with i, f and o = sigmoid(x + h) and g = tanh(x + h).
   * Sources: Hochreiter and Schmidhuber, 1997; Gers, Schmidhuber and Cummins, 2000.
   */
  LSTM(4, 4) {
    @Override
    List<Expr> forward(Expr... in) {
      Expr i = in[0].add(in[4]).apply(UnaryFunction.SIGMOID);
      Expr f = in[1].add(in[5]).apply(UnaryFunction.SIGMOID);
      Expr g = in[2].add(in[6]).apply(UnaryFunction.TANH);
      Expr o = in[3].add(in[7]).apply(UnaryFunction.SIGMOID);
      Expr c = f.mul(in[9]).add(i.mul(g));
      return List.of(o.mul(c.apply(UnaryFunction.TANH)), c, i, f, g, o);
    }

    @Override
    List<Expr> backward(Expr... in) {
      Expr i = in[0];
      Expr f = in[1];
      Expr g = in[2];
      Expr o = in[3];
      Expr dh = in[6];
      Expr tanh = in[4].apply(UnaryFunction.TANH);
      Expr dc = in[7].add(dh.mul(o).mul(one(i).sub(tanh.mul(tanh))));
      return List.of(
          dc.mul(g).mul(slope(i)),
          dc.mul(in[5]).mul(slope(f)),
          dc.mul(i).mul(one(g).sub(g.mul(g))),
          dh.mul(tanh).mul(slope(o)),
          dh.number(0),
          dc.mul(f));
    }
  },

  /**
   * {@code h' = (1 - z) n + z h} with r and z = sigmoid(x + h) and {@code n = tanh(x + r (h + b))}.
   * Source: Cho et al., 2014, with PyTorch's place of r.
   */
  GRU(3, 4) {
    @Override
    List<Expr> forward(Expr... in) {
      Expr r = in[0].add(in[3]).apply(UnaryFunction.SIGMOID);
      Expr z = in[1].add(in[4]).apply(UnaryFunction.SIGMOID);
      Expr product = in[5].add(in[7]);
      Expr n = in[2].add(r.mul(product)).apply(UnaryFunction.TANH);
      return List.of(one(z).sub(z).mul(n).add(z.mul(in[6])), r, z, n, product);
    }

    @Override
    List<Expr> backward(Expr... in) {
      Expr r = in[0];
      Expr z = in[1];
      Expr n = in[2];
      Expr dh = in[5];
      Expr dn = dh.mul(one(z).sub(z)).mul(one(n).sub(n.mul(n)));
      return List.of(
          dn.mul(in[3]).mul(slope(r)),
          dh.mul(in[4].sub(n)).mul(slope(z)),
          dn,
          dn.mul(r),
          dh.mul(z));
    }
  };

  private final int gates;
  private final int kept;

  RecurrentCell(int gates, int kept) {
    this.gates = gates;
    this.kept = kept;
  }

  /** Returns the number of gates, for each of which there is a product. */
  public int gates() {
    return gates;
  }

  /** Returns the number of values of a unit and step that backward reads besides the states. */
  int kept() {
    return kept;
  }

  /** Returns whether the state has a cell c besides h. */
  public boolean hasCell() {
    return this == LSTM;
  }

  /** Returns whether a gate's product of h has a bias of its own. */
  public boolean hasInnerBias() {
    return this == GRU;
  }

  /**
   * Returns the state after a step, h and c, and then the values that backward reads.
   *
   * @param in of each gate x, then of each gate h; the state h, and c; the inner bias
   */
  abstract List<Expr> forward(Expr... in);

  /**
   * Returns the gradients of each gate's x, and with an inner bias that of the last gate's h, which
   * is another; of the state h before, but for what the products give; and of c before.
   *
   * @param in the values that forward kept; then, of a cell with c, c and the c before; of one with
   *     an inner bias the h before, of another h; the gradients of h, and of c
   */
  abstract List<Expr> backward(Expr... in);

  private static Expr one(Expr like) {
    return like.number(1);
  }

  /** Returns the derivative of the sigmoid from its value. */
  private static Expr slope(Expr y) {
    return y.mul(one(y).sub(y));
  }

  /** Returns how many inputs {@link #forward} has. */
  int forwardInputs() {
    return 2 * gates + 1 + (hasCell() || hasInnerBias() ? 1 : 0);
  }

  /** Returns how many inputs {@link #backward} has. */
  int backwardInputs() {
    return kept + (hasCell() ? 4 : 2);
  }

  /** Returns the index of the gradient of h before among the results of {@link #backward}. */
  int passed() {
    return gates + (hasInnerBias() ? 1 : 0);
  }

  /**
   * Returns the results of a step, or of its gradient, with the mask: of a step the state after it,
   * h and c, and then the values that backward reads.
   *
   * @param in of a step: of each gate x, then of each gate its product of h; h, and c or the inner
   *     bias if there is one; and the mask m if there is one
   */
  public List<Expr> results(boolean isBackward, boolean masked, Expr... in) {
    List<Expr> plain = isBackward ? backward(in) : forward(in);
    if (!masked) {
      return plain;
    }
    Expr m = in[in.length - 1];
    Expr isStep = m.apply(BinaryFunction.NE, m.number(0));
    List<Expr> results = new ArrayList<>(plain);
    for (int i = 0; i < plain.size(); i++) {
      Expr old = isBackward ? stopped(i, in) : before(i, in);
      if (old != null) {
        results.set(i, isStep.where(plain.get(i), old));
      }
    }
    return results;
  }

  private @Nullable Expr before(int result, Expr... in) {
    return result == 0 ? in[2 * gates] : result == 1 && hasCell() ? in[2 * gates + 1] : null;
  }

  private Expr stopped(int result, Expr... in) {
    int dh = backwardInputs() - (hasCell() ? 2 : 1);
    return result < passed() ? in[dh].number(0) : in[dh + result - passed()];
  }
}
