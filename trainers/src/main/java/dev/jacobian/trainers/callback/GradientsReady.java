package dev.jacobian.trainers.callback;

import dev.jacobian.nn.Parameter;
import java.util.List;

/**
 * A step's gradients are complete; the optimizer will use them as they are when the callbacks have
 * returned.
 *
 * @param epoch the epoch, from 1
 * @param step the step in the epoch, from 1
 * @param parameters the model's parameters with their gradients
 */
public record GradientsReady(int epoch, long step, List<Parameter> parameters) {}
