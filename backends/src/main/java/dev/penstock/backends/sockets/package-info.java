/**
 * The sockets that the pool's own socket factories make. The pool knows which session, connect attempt or probe has
 * each, and can close it without the driver. {@link dev.penstock.backends.sockets.BackendSockets} has those of one
 * backend, {@link dev.penstock.backends.sockets.DialledSockets} those of one attempt.
 *
 * <p>{@code backends.jdbc} adds sockets, and {@code backends.slots} closes them. Nobody else may call it.
 */
@NullMarked
package dev.penstock.backends.sockets;

import org.jspecify.annotations.NullMarked;
