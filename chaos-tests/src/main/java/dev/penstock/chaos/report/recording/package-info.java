/**
 * Records the states of a pool's parts while a scenario runs. The runner starts and stops a {@code PoolRecorder} for
 * each run.
 */
@NullMarked
package dev.penstock.chaos.report.recording;

import org.jspecify.annotations.NullMarked;
