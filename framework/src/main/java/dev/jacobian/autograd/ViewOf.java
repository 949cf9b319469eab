package dev.jacobian.autograd;

import dev.jacobian.op.Detach;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.AutogradException;

/**
 * How a variable came to share another one's memory.
 *
 * @param source what it was made from
 * @param op by which step
 * @param kind what a change in place means for gradients
 */
record ViewOf(Variable source, ViewOp op, Kind kind) {

  /** What autograd knows of a view. */
  enum Kind {
    /** Changes through it are changes of its base, with gradients. */
    TRACKED,
    /** Made while nothing was recorded. */
    UNRECORDED,
    /** One of several that one function gave. */
    ONE_OF_SEVERAL,
    /** What went through the gradient of a call; see {@link CallGradients}. */
    OF_CALL,
    /** The end of a tape: only the memory is shared. */
    DETACHED
  }

  /** Returns the link of a view of {@code source} that is made now. */
  static ViewOf of(Variable source, ViewOp op, boolean isRecorded) {
    if (op instanceof Detach) {
      return new ViewOf(source, op, Kind.DETACHED);
    }
    ViewOf before = source.view();
    Kind now = isRecorded ? Kind.TRACKED : Kind.UNRECORDED;
    if (before == null || before.kind == Kind.DETACHED || before.kind == Kind.TRACKED) {
      return new ViewOf(source, op, now);
    }
    return new ViewOf(source, op, before.kind);
  }

  /** Returns this link as that of one of several results of a function. */
  ViewOf asOneOfSeveral() {
    return kind == Kind.TRACKED ? new ViewOf(source, op, Kind.ONE_OF_SEVERAL) : this;
  }

  /** Returns this link as that of what went through the gradient of a call. */
  ViewOf asOfCall() {
    return new ViewOf(source, op, Kind.OF_CALL);
  }

  /** Returns whether gradients flow between the source and this view. */
  boolean isDifferentiable() {
    return kind != Kind.DETACHED;
  }

  /**
   * Refuses a change that gradients would have to follow where they cannot.
   *
   * @param what was changed in place, as the start of a sentence
   */
  void requireTracked(String what) {
    if (kind == Kind.UNRECORDED) {
      throw new AutogradException(
          what + ", and the view was made under noGrad, so that no gradient flows through it",
          "a view and its change both inside or both outside of noGrad",
          "make the view outside of noGrad, or wrap the change in Autograd.noGrad()");
    }
    if (kind == Kind.OF_CALL) {
      throw new AutogradException(
          what + ", and it is an input or an output of a module with backward hooks",
          "no change in place of what backward hooks look at",
          "use the op that returns a new tensor, or change a copy()");
    }
    if (kind == Kind.ONE_OF_SEVERAL) {
      throw new AutogradException(
          what + ", and the view is one of several that one function gave",
          "no change in place of what split, chunk or unbind gave",
          "use the op that returns a new tensor, or take the part by slice or select");
    }
  }
}
