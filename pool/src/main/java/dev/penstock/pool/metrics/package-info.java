/** The Micrometer binder of a pool. Applications call it; it needs {@code micrometer-core}. */
@org.jspecify.annotations.NullMarked
package dev.penstock.pool.metrics;
