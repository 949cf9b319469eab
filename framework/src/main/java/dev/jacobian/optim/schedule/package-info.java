/**
 * Learning-rate schedules. May use {@code optim} and what stands below it. A {@link
 * dev.jacobian.optim.schedule.Schedule} is a function of the position alone; a {@link
 * dev.jacobian.optim.schedule.LRScheduler} binds one to an optimizer. Start with these two; {@link
 * dev.jacobian.optim.schedule.StepLR} shows how a schedule is written. Only {@link
 * dev.jacobian.optim.schedule.ReduceLROnPlateau} has a state of its own.
 */
@NullMarked
package dev.jacobian.optim.schedule;

import org.jspecify.annotations.NullMarked;
