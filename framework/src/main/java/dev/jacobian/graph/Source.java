package dev.jacobian.graph;

import dev.jacobian.device.random.RandomKind;
import dev.jacobian.op.Op;

/** Where the values of a {@link Node} come from. */
public sealed interface Source {
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
   * state, a constant table, a gradient from before. Its values are no part of the graph; whoever
   * captured it knows which tensor it is.
   *
   * @param id its number, counted from 0 in the order in which the function came by them
   * @param name what it is: a parameter's or buffer's name in its module, or {@code state} and the
   *     number
   */
  record State(int id, String name) implements Source {
    @Override
    public String label() {
      return name;
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
   * @param distribution which numbers
   * @param slot the place of the position among the run's random states
   */
  record Drawn(RandomKind distribution, int slot) implements Source {
    @Override
    public String label() {
      return "random " + distribution + " from draw " + slot;
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
