package dev.jacobian.trainers.callback;

import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;

/**
 * A run begins.
 *
 * @param model what is trained, already on the device
 * @param device where it is trained
 * @param epochs the most epochs that will run
 * @param trainRows rows of an epoch
 * @param trainBatches steps of an epoch
 * @param validationRows rows held out, or 0
 */
public record RunStarted(
    Module model,
    Device device,
    int epochs,
    long trainRows,
    long trainBatches,
    long validationRows) {}
