/** Tests of the recording of a pool's states. */
@NullMarked
package dev.penstock.chaos.report.recording;

import org.jspecify.annotations.NullMarked;
