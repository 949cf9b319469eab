package dev.jacobian.compile;

import dev.jacobian.op.Op;
import dev.jacobian.op.Random;

/** Where the values of a {@link Node} come from. */
sealed interface Source {
  /** Returns what is printed for it. */
  String label();

  /**
   * A tensor that is passed to the function.
   *
   * @param index which one, from 0
   */
  record Argument(int index) implements Source {
    @Override
    public String label() {
      return "argument " + index;
    }
  }

  /**
   * A tensor that the function knows without its being passed: a parameter, a buffer, optimizer
   * state, a constant table.
   */
  record State(StateTensor tensor) implements Source {
    @Override
    public String label() {
      return tensor.label();
    }
  }

  /** One number at every position. */
  record Constant(double value) implements Source {
    @Override
    public String label() {
      if (value == (long) value) {
        return Long.toString((long) value);
      }
      return value == (float) value ? Float.toString((float) value) : Double.toString(value);
    }
  }

  /**
   * A scalar that is asked for at every run.
   *
   * @param slot its place among the run's numbers
   */
  record RunNumber(int slot) implements Source {
    @Override
    public String label() {
      return "number " + slot;
    }
  }

  /**
   * Random numbers from a position that is asked for at every run.
   *
   * @param op shape, type and distribution; its state is that of the captured run
   * @param slot the place of the position among the run's random states
   */
  record Drawn(Random op, int slot) implements Source {
    @Override
    public String label() {
      return op.name() + " " + op.distribution() + " from draw " + slot;
    }
  }

  /** The result of an op on the node's inputs. */
  record Applied(Op op) implements Source {
    @Override
    public String label() {
      return op.name();
    }
  }
}
