/**
 * The events of Java Flight Recorder. An event costs nothing while no recording wants it. A Java without the module
 * {@code jdk.jfr} has no events; {@link dev.penstock.waits.jfr.FlightEvents} is the only class that others may load
 * there.
 */
@NullMarked
package dev.penstock.waits.jfr;

import org.jspecify.annotations.NullMarked;
