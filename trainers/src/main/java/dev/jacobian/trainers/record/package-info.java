/**
 * What is written down of a run, and read again: {@code metrics.jsonl}, {@code timing.jsonl},
 * {@code metrics.csv} and {@code run.json} in the run's folder. {@link
 * dev.jacobian.trainers.record.RunRecorder} writes while a run goes on, {@link
 * dev.jacobian.trainers.record.RunSummary} reads a folder. May use the framework, the callback and
 * tensorboard packages, Jackson and FastCSV.
 */
@NullMarked
package dev.jacobian.trainers.record;

import org.jspecify.annotations.NullMarked;
