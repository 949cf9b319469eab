package dev.jacobian.tensor;

import dev.jacobian.shape.OptionException;
import java.util.List;

/** Where one tensor is meant and there may be several: the case n = 1, or an error that says so. */
public final class Single {
  private Single() {}

  /**
   * Returns the only tensor of a list.
   *
   * @param owner what has them, such as {@code a batch}
   * @param part what they are, such as {@code inputs}
   * @param fix how to ask for one of several
   * @throws OptionException if there is none, or more than one
   */
  public static Tensor of(List<Tensor> tensors, String owner, String part, String fix) {
    if (tensors.size() != 1) {
      throw new OptionException(
          owner + " has " + tensors.size() + " " + part + " where one is asked for",
          "one of the " + part,
          fix);
    }
    return tensors.get(0);
  }

  /**
   * Returns a tensor of a list by its place.
   *
   * @param owner what has them, such as {@code a batch}
   * @param part what they are, such as {@code inputs}
   * @throws OptionException if there is no such place
   */
  public static Tensor at(List<Tensor> tensors, int index, String owner, String part) {
    if (index < 0 || index >= tensors.size()) {
      throw new OptionException(
          owner
              + " has "
              + tensors.size()
              + " "
              + part
              + ", and number "
              + index
              + " was asked for",
          tensors.isEmpty() ? "a place that exists" : "a number from 0 to " + (tensors.size() - 1));
    }
    return tensors.get(index);
  }
}
