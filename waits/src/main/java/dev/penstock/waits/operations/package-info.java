/**
 * The operations of an application: what it does while it makes claims. {@link dev.penstock.waits.operations.Operation}
 * and {@link dev.penstock.waits.operations.OperationTimes} are for applications. The other types keep the sums of a
 * pool and are for Penstock's own modules.
 */
@NullMarked
package dev.penstock.waits.operations;

import org.jspecify.annotations.NullMarked;
