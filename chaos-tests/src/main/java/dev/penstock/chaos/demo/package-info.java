/**
 * The runnable demo: three real PostgreSQL servers found by DNS, a workload, one frozen server, one starved status
 * task, and Penstock's reports of them.
 */
@NullMarked
package dev.penstock.chaos.demo;

import org.jspecify.annotations.NullMarked;
