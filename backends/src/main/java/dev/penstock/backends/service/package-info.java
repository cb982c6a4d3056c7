/**
 * All backends of one service: the list of them, their shares of the pool's slots, and the supervisor that watches
 * their status tasks. {@link dev.penstock.backends.service.Backends} is the entry point.
 *
 * <p>The module {@code pool} and the tests of this module may call it.
 */
@NullMarked
package dev.penstock.backends.service;

import org.jspecify.annotations.NullMarked;
