package dev.penstock.chaos.report.model;

import java.util.OptionalLong;

/**
 * How fast a pool reacted. All times are in milliseconds since the begin of the fault. A time is empty if the moment
 * did not come, or if the pool does not tell it.
 *
 * @param noticedMillis until the pool, or its first failed transaction, showed the fault
 * @param routedAroundMillis until transactions completed again while the fault was in effect
 * @param recoveredMillis until throughput was back at its level before the fault
 */
public record Recovery(OptionalLong noticedMillis, OptionalLong routedAroundMillis, OptionalLong recoveredMillis) {}
