/**
 * Threads and queues without knowledge of slots: bounded workers, schedulers, event counts and the asynchronous log.
 *
 * <p>All packages above may call it, and so may the module {@code pool}.
 */
@NullMarked
package dev.penstock.backends.threads;

import org.jspecify.annotations.NullMarked;
