/**
 * All backends of one service: the list of them, their shares of the pool's slots, and the supervisor that watches
 * their status tasks. {@link dev.penstock.backends.service.Backends} is the entry point.
 *
 * <p>A stalled status task is found and replaced by {@code Supervisor.replaceIfStalled}. A backend leaves by {@code
 * SlotSetRegistry.drainOverdue}.
 *
 * <p>Only the module {@code pool} and tests may call this package.
 */
@NullMarked
package dev.penstock.backends.service;

import org.jspecify.annotations.NullMarked;
