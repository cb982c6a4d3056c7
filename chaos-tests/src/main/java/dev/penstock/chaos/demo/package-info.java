/**
 * The runnable demo: three real PostgreSQL servers found by DNS, a workload, one server frozen, one status task
 * starved, and what Penstock says of it all.
 */
@NullMarked
package dev.penstock.chaos.demo;

import org.jspecify.annotations.NullMarked;
