package dev.jacobian.nd4j;

import dev.jacobian.races.Published;
import dev.jacobian.races.RaceAction;
import dev.jacobian.races.RaceActions;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes ND4J's array of a tensor that another thread may release, and a tensor of that. */
public final class ArrayAction implements RaceAction {
  /** Makes the action; called by {@link java.util.ServiceLoader}. */
  public ArrayAction() {}

  @Override
  public void use(Published published) {
    INDArray array = INDArrayBridge.toINDArray(published.tensor());
    float[] values = {array.maxNumber().floatValue(), array.minNumber().floatValue()};
    RaceActions.requireAll("max and min", values, published.value());
    float[] again = INDArrayBridge.fromINDArray(array).mul(1).toFloatArray();
    RaceActions.requireAll("again", again, published.value());
  }
}
