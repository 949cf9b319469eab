package dev.jacobian.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of the tape at a variable that the user asked the gradient of. */
final class LeafNode extends GradNode {
  private final Variable variable;

  LeafNode(Variable variable) {
    this.variable = variable;
  }

  Variable variable() {
    return variable;
  }

  @Override
  public List<@Nullable GradNode> inputs() {
    return List.of();
  }

  @Override
  public String label() {
    return "leaf " + variable.spec();
  }
}
