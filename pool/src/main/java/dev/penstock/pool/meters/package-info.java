/**
 * The metrics of a pool: their names, their reading, and their way into a Micrometer registry. Each reading takes one
 * snapshot, and nothing is recorded twice. Only classes whose names begin with {@code Micrometer} or {@code
 * Prometheus} need those libraries; they are loaded when a registry is bound.
 */
@org.jspecify.annotations.NullMarked
package dev.penstock.pool.meters;
