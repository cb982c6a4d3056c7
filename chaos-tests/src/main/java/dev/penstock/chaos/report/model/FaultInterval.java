package dev.penstock.chaos.report.model;

/**
 * The time in which a fault was in effect.
 *
 * @param fromMillis its begin, in milliseconds since the begin of the run
 * @param toMillis its end; for a fault of one moment, its begin
 * @param name the fault, in a few words
 */
public record FaultInterval(long fromMillis, long toMillis, String name) {}
